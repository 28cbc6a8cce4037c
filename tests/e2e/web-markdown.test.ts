import { afterAll, expect, test } from 'vitest';
import { answer, button, ended, eventually, send, shown, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { cranked, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What a model writes becomes elements, and never anything that acts. */

afterAll(closeChromium);

test('headings, lists, tables and code are elements, and code and tables can be copied', async () => {
  const { ann, upstream } = await world();
  upstream.script(says(sampleAnswer));
  const page = await visits(ann, { permissions: ['clipboard-read', 'clipboard-write'] });
  await send(page, 'How do I page?');
  await ended(page);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

  await answer(page).getByRole('heading', { name: 'Why not OFFSET' }).waitFor();
  expect(await answer(page).getByRole('table').getByRole('row').count()).toBe(4);
  const number = answer(page).getByRole('cell', { name: '100 020' });
  expect(await number.evaluate((cell) => getComputedStyle(cell).textAlign)).toMatch(/right|end/);
  expect(await answer(page).getByRole('list').getByRole('listitem').count()).toBe(3);
  await answer(page).locator('pre .tok').first().waitFor();

  await button(page, 'Copy code').click();
  await eventually(clipboard).toMatch(/^SELECT id[\s\S]+LIMIT 20;$/);
  await button(page, 'Copy table as CSV').click();
  await eventually(clipboard).toContain('rows read,100 020,20');
  await answer(page).getByRole('button', { name: 'Copy', exact: true }).last().click();
  await eventually(clipboard).toBe(sampleAnswer);
});

test('code gets its colours beside the page, line by line while it streams', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await send(page, 'Show me');
  await model.say('```js\nconst a = 1;\nconst b');
  const code = answer(page).locator('pre code');
  const colourOf = (text: string) =>
    code
      .locator('.tok', { hasText: text })
      .first()
      .evaluate((token) => getComputedStyle(token).color);
  const plain = await code.evaluate((element) => getComputedStyle(element).color);
  expect(await colourOf('const')).not.toBe(plain);
  expect(page.workers().map((worker) => worker.url())).toEqual([
    expect.stringContaining('/assets/highlight-worker'),
  ]);

  await model.say(' = "two";\nlet c');
  await eventually(() => code.innerText()).toBe('const a = 1;\nconst b = "two";\nlet c');
  await code.locator('.tok', { hasText: '"two"' }).waitFor();
  await model.say('\n```\n\nDone.');
  await model.ends();
  await ended(page);
  expect(await code.innerText()).toBe('const a = 1;\nconst b = "two";\nlet c');
  expect(await colourOf('let')).not.toBe(plain);
});

test('code stays plain and whole when the highlighter cannot be had', async () => {
  const { ann, upstream } = await world();
  upstream.script(says(sampleAnswer));
  const page = await visits(ann);
  const refused = page
    .context()
    .waitForEvent('requestfailed', (request) => /highlight-worker/.test(request.url()));
  await page.context().route('**/assets/highlight-worker*', (route) => route.abort());
  await send(page, 'How do I page?');
  await ended(page);
  await refused;
  const code = answer(page).locator('pre code').first();
  expect(await code.innerText()).toContain('LIMIT 20;');
  expect(await code.locator('.tok').count()).toBe(0);
});

test('an answer looks the same live, when it has ended and after a reload', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await send(page, 'How do I page?');
  for (const line of sampleAnswer.split(/(?<=\n)/)) await model.say(line);
  // The formatter itself may arrive after the first words; until then they are plain.
  const last = answer(page).getByRole('listitem').getByText('Keep the cursor opaque');
  await last.waitFor();
  const content = () => shown(page);
  const live = await content();

  await model.ends();
  await ended(page);
  const whole = await content();
  await page.reload();
  await last.waitFor();

  expect(whole).toBe(live);
  expect(await content()).toBe(whole);
});

test('a very long paragraph looks like one while it streams, and is one when it has ended', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await send(page, 'Tell me all');
  const words = Array.from({ length: 2_000 }, (_, n) => (n === 40 ? '**bold**' : `word${n}`));
  const box = () =>
    answer(page)
      .locator('.markdown')
      .evaluate((element) => ({ height: element.clientHeight, width: element.clientWidth }));

  for (let at = 0; at < words.length; at += 200) await model.say(`${words.slice(at, at + 200).join(' ')} `);
  await answer(page).getByText('word1999').waitFor();
  await eventually(() => answer(page).locator('.paragraph-in-parts p').count()).toBeGreaterThan(1);
  // innerText breaks the line at each <p>, also where it is inline.
  const [text, size] = [(await shown(page)).replace(/\s+/g, ' '), await box()];
  await model.ends();
  await ended(page);

  await eventually(() => answer(page).locator('p').count()).toBe(1);
  expect(text.trim()).toBe(words.join(' ').replaceAll('*', ''));
  expect(await shown(page)).toBe(text.trim());
  expect(await box()).toEqual(size);
});

test('script, HTML, foreign images and unsafe links in an answer are text and do nothing', async () => {
  const { ann, upstream } = await world();
  const hostile = [
    'Before <script>document.title="owned"</script> <b onclick="alert(1)">bold</b>',
    '<img src="https://evil.example/pixel.png" onerror="document.title=1">',
    '![seen](https://evil.example/pixel.png) [run](javascript:alert(1)) [file](file:///etc/passwd)',
    '<style>body{display:none}</style><iframe src="https://evil.example"></iframe> After',
  ].join('\n\n');
  upstream.script(says(hostile));
  const page = await visits(ann);

  await send(page, 'Show me');
  await ended(page);

  const text = await shown(page);
  expect(text).toContain('<script>document.title="owned"</script>');
  expect(text).toContain('<iframe src="https://evil.example">');
  expect(await answer(page).locator('img, script, style, iframe, b').count()).toBe(0);
  expect(await answer(page).locator('a').count()).toBe(0);
  expect(await page.title()).not.toMatch(/owned|^1$/);
});

test('a link in an answer asks before it leaves, and says where it leads', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('See [the manual](https://example.org/manual?x=secret).'));
  const page = await visits(ann);
  await send(page, 'Where?');
  await ended(page);

  await answer(page).getByRole('link', { name: 'the manual' }).click();

  const question = page.getByRole('dialog', { name: 'Open this link?' });
  await question.getByText('https://example.org/manual?x=secret').waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
});

test('nesting that overflows a parser does not break the page, now or after a reload', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('* '.repeat(1_000)), says('> '.repeat(1_000)), says('Still here.'));
  const page = await visits(ann);

  for (const text of ['One', 'Two', 'Three']) {
    await send(page, text);
    await ended(page);
  }
  await answer(page).getByText('Still here.').waitFor();
  await page.reload();

  await answer(page).getByText('Still here.').waitFor();
});
