import { afterAll, expect, test } from 'vitest';
import { composer, ended, send, shown, thread, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { cranked } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The web client on a server that takes only persisted operations. */

afterAll(closeChromium);

test('the web client sends and follows on a server that takes only persisted operations', async () => {
  const { ann, upstream } = await world({ env: { ALLOW_ARBITRARY_OPERATIONS: 'false' } });
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await composer(page).waitFor();

  await send(page, 'Are you open?');
  await model.say('Only to ');
  await thread(page).getByText('Only to').waitFor();
  await model.say('those I know.');
  await model.ends();
  await ended(page);

  expect(await shown(page)).toContain('Only to those I know.');
  const { errors } = await ann.graphql('{ viewer { id } }');
  expect(errors?.[0]?.extensions.code).toBe('OPERATION_NOT_PERSISTED');
});
