import { afterAll, expect, test } from 'vitest';
import { composer, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { followDocument } from '../support/person.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** A subscription in three lines of a page, without any library. */

afterAll(closeChromium);

test('a page follows an answer with the browser’s own EventSource, signed in by its cookie', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Hello, page.'));
  const { generation } = await ann.sends();
  const page = await visits(ann);
  await composer(page).waitFor();

  const text = await page.evaluate(
    ({ query, variables }) =>
      new Promise<string>((resolve) => {
        const source = new EventSource(`/graphql?${new URLSearchParams({ query, variables })}`);
        let said = '';
        source.addEventListener('next', ({ data }) => {
          said += JSON.parse(data).data.generation.text ?? '';
        });
        source.addEventListener('complete', () => {
          source.close();
          resolve(said);
        });
      }),
    { query: followDocument, variables: JSON.stringify({ id: generation }) },
  );

  expect(text).toBe('Hello, page.');
});
