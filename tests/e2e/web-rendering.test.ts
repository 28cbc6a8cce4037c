import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { cranked, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Formulas, diagrams, and what one takes away from an answer. */

afterAll(closeChromium);

const shows = async (text: string) => {
  const here = await world();
  here.upstream.script(says(text));
  const page = await visits(here.ann, { permissions: ['clipboard-read', 'clipboard-write'] });
  await send(page, 'Show me');
  await ended(page);
  return page;
};

test('formulas in every notation of models are set, and prices stay prices', async () => {
  const page = await shows(
    'Inline \\(a^2 + b^2\\) and $$c$$ cost $5 or $10.\n\n\\[\nE = mc^2\n\\]\n\n$$\\frac{1}{2}$$\n\n`\\(code\\)` and broken: \\(\\frac{\\)',
  );
  await answer(page).locator('.katex').first().waitFor();

  expect(await answer(page).locator('.katex-display').count()).toBe(2);
  expect(await answer(page).locator('.katex').count()).toBe(4);
  expect(await answer(page).locator('math').first().textContent()).toContain('a');
  await answer(page).getByText('cost $5 or $10.').waitFor();
  expect(await answer(page).locator('code').first().textContent()).toBe('\\(code\\)');
  await page.reload();
  await answer(page).locator('.katex-display').first().waitFor();
});

test('a formula across several frames becomes one, and nothing before it jumps', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await send(page, 'Show me');
  await model.say('First.\n\n**Second.**\n\nThird.\n\n\\[\nx = 1');
  // Formatted: until then the plain text may be replaced at any moment.
  await answer(page).locator('strong').waitFor();
  const place = async () => {
    const first = await answer(page).getByText('First.').boundingBox();
    const third = await answer(page).getByText('Third.').boundingBox();
    return { x: third!.x, below: third!.y - first!.y };
  };
  const before = await place();
  await model.say(' + 2\n\\]\n\nAfter.');
  await model.ends();
  await ended(page);
  await answer(page).locator('.katex-display').waitFor();

  expect(await answer(page).locator('.katex-display').count()).toBe(1);
  expect(await place()).toEqual(before);
});

test('a Mermaid diagram is drawn as a picture, its source is one click away, and a broken one says what is wrong', async () => {
  const page = await shows(
    'A plan:\n\n```mermaid\nflowchart LR\n  Start --> Middle --> End\n```\n\n```mermaid\nflowchart\n  A --> --> B\n```\n',
  );
  const picture = answer(page).getByRole('img', { name: 'A diagram' });
  await picture.waitFor();
  await answer(page).getByText('This diagram cannot be drawn').waitFor();

  await eventually(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
    100,
  );
  expect(await picture.getAttribute('src')).toContain('Middle');
  await answer(page).getByRole('button', { name: 'Show the source' }).first().click();
  await answer(page).locator('pre').getByText('Start --> Middle').waitFor();
  expect(await picture.count()).toBe(0);
});

test('tables are copied as CSV and as Markdown with its alignment, code is downloaded under its language’s ending', async () => {
  const page = await shows('| a | b | c |\n|---|:---:|---:|\n| 1 | x,y | 2 |\n\n```python\nprint(1)\n```\n');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  await button(page, 'Copy table as CSV').click();
  await eventually(copied).toBe('a,b,c\n1,"x,y",2');
  await button(page, 'Copy table as Markdown').click();
  await eventually(copied).toBe('| a | b | c |\n| --- | :---: | ---: |\n| 1 | x,y | 2 |');
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download').click()]);
  expect(file.suggestedFilename()).toBe('code.py');
  expect(await readFile(await file.path(), 'utf8')).toBe('print(1)\n');
});

test('an answer is copied as rich text for those who understand it', async () => {
  const page = await shows('# Title\n\nSome **bold** text.');
  await answer(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Copy as rich text' }).click();
  await page.getByText('Copied').first().waitFor();

  const html = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return (await item?.getType('text/html'))?.text();
  });
  expect(html).toContain('<strong>bold</strong>');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Some bold text.');
});

test('what is selected in an answer is quoted into the composer, beside what stands there', async () => {
  const page = await shows('One sentence.\n\nAnother sentence.');
  await composer(page).fill('My draft');
  await answer(page).getByText('Another sentence.').selectText();
  await button(page, 'Quote').click();

  expect(await composer(page).inputValue()).toBe('My draft\n\n> Another sentence.\n\n');
  expect(await composer(page).evaluate((box) => box === document.activeElement)).toBe(true);
  await button(page, 'Quote').waitFor({ state: 'detached' });
});

test('footnotes lead to their notes and back, and task lists show what is done', async () => {
  const page = await shows('Claim.[^1]\n\n- [x] done\n- [ ] open\n\n[^1]: The source.');
  const note = answer(page).getByRole('link', { name: '1', exact: true });
  await note.click();
  await answer(page).getByText('The source.').waitFor();

  expect(await answer(page).getByRole('checkbox').count()).toBe(2);
  expect(await answer(page).getByRole('checkbox', { checked: true }).count()).toBe(1);
  expect(page.url()).toContain('/c/');
});
