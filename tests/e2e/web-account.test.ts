import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Download, Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { button, composer, cutConnections, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium, desktop, phone } from '../support/chromium.ts';
import { Person } from '../support/person.ts';
import { echoes } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Sessions, exports and the end of an account, as a person meets them. */

afterAll(closeChromium);

const credentials = ({ email }: Person) => ({ email, password: 'correct horse' });

async function elsewhere(person: Person, userAgent: string): Promise<Person> {
  const other = new Person(person.url, person.name, null, person.email);
  await other.auth('/sign-in/email', credentials(person), { 'user-agent': userAgent });
  return other;
}

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';

async function downloads(page: Page, click: () => Promise<unknown>) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), text: await textOf(download) };
}

async function textOf(download: Download): Promise<string> {
  const stream = await download.createReadStream();
  return Buffer.concat(await stream.toArray()).toString();
}

test('the tab lists devices, and one that is signed out there is at the door at once', async () => {
  const { bob } = await world();
  const far = await visits(await elsewhere(bob, iphone), { expected: cutConnections });
  await composer(far).waitFor();
  const page = await visits(bob, { path: '/settings/sessions' });
  await page.getByRole('listitem').filter({ hasText: 'This device' }).getByText('127.0.0.1').waitFor();

  await button(page, 'Sign out Safari · iPhone').click();
  await page.getByText('Safari · iPhone is signed out.').waitFor();

  await far.getByText('You were signed out.').waitFor();
  await button(far, 'Sign in').waitFor();
  await button(page, 'Sign out Safari · iPhone').waitFor({ state: 'detached' });
  expect(await button(page, 'Sign out all other devices').isDisabled()).toBe(true);
});

test('all other devices are signed out together, and this one goes on', async () => {
  const { bob } = await world();
  const others = [await elsewhere(bob, iphone), await elsewhere(bob, 'curl/8.14.1')];
  const page = await visits(bob, { path: '/settings/sessions' });
  await page.getByText('curl/8.14.1').waitFor();

  await button(page, 'Sign out all other devices').click();
  await page.getByText('2 other devices are signed out.').waitFor();

  for (const other of others) expect(await other.asks('{ viewer { id } }')).toEqual({ viewer: null });
  await page.getByRole('link', { name: 'New chat' }).click();
  await send(page, 'Still me');
  await ended(page);
});

/** Bob with something of everything: branches, a long chat, an archived one, one in the trash. */
async function fill({ bob, upstream }: World) {
  upstream.script(echoes());
  const turn = async (text: string, input = {}) => {
    const sent = await bob.sends(text, input);
    await bob.follows(sent.generation).end();
    return sent;
  };
  await bob.does('updateProfile', { instructions: 'Be brief.' }, '__typename');
  await bob.does('createPreset', { name: 'Review', text: 'Review this:' }, '__typename');
  const { project } = await bob.does('createProject', { name: 'Garden' }, 'project { id }');
  const kept = await turn('First way', { projectId: project.id });
  const edited = await bob.grows('editMessage', { messageId: kept.question, text: 'Second way' });
  await bob.follows(edited.generation).end();
  await bob.does('rateMessage', { messageId: kept.reply, rating: 'UP', note: 'Fine' }, '__typename');
  const archived = await turn('Put aside');
  await bob.does(
    'updateConversation',
    { conversationId: archived.conversation, archived: true },
    '__typename',
  );
  const trashed = await turn('Thrown away');
  await bob.does('deleteConversation', { conversationId: trashed.conversation }, '__typename');
  await turn('Not kept', { temporary: true });
  return { kept, edited, archived, trashed };
}

/** So many more chats of bob with so many messages each. */
async function addChats({ sql, bob }: World, chats: number, messages: number) {
  await sql('SET session_replication_role = replica');
  await sql(
    `WITH me AS (SELECT id FROM "user" WHERE email = $1),
     chats AS (
       INSERT INTO conversation (id, user_id, title, model_name)
       SELECT gen_random_uuid(), me.id, 'Old chat ' || n, 'gpt-4.1' FROM me, generate_series(1, $2::int) n
       RETURNING id, user_id
     )
     INSERT INTO message (id, conversation_id, user_id, depth, role, text)
     SELECT gen_random_uuid(), chats.id, user_id, n, 'USER', 'Old words ' || n FROM chats, generate_series(1, $3::int) n`,
    [bob.email, chats, messages],
  );
  await sql('SET session_replication_role = DEFAULT');
}

test('the export has everything: all branches, the archive and the trash, lists, opinions and each line of usage', async () => {
  const here = await world();
  const { kept, edited, archived, trashed } = await fill(here);
  await addChats(here, 3, 250);
  const page = await visits(here.bob, { path: '/settings/data' });

  await button(page, 'Export').click();
  await page.getByText(/^6 chats, /).waitFor();
  const { name, text } = await downloads(page, () => button(page, 'Download file').click());
  const all = JSON.parse(text);

  expect(name).toMatch(/^parley-export-\d{4}-\d\d-\d\d\.json$/);
  expect(all).toMatchObject({
    format: 'parley-export',
    version: 1,
    account: { email: here.bob.email, displayName: 'Bob', role: 'MEMBER' },
    instructions: 'Be brief.',
    projects: [{ name: 'Garden' }],
    presets: [{ name: 'Review', text: 'Review this:' }],
    feedback: [{ rating: 'UP', note: 'Fine', message: { id: kept.reply } }],
    sessions: [{ ipAddress: '127.0.0.1' }],
  });
  const byId = Object.fromEntries(all.conversations.map((chat: any) => [chat.id, chat]));
  const tree = byId[kept.conversation];
  expect(tree.messages.map(({ id, parentId }: any) => [id, parentId])).toEqual([
    [kept.question, null],
    [kept.reply, kept.question],
    [edited.question, null],
    [edited.reply, edited.question],
  ]);
  expect(tree).toMatchObject({ shownMessageId: edited.reply, project: { name: 'Garden' }, model: 'gpt-4.1' });
  expect(tree.messages[1]).toMatchObject({
    text: 'You said: First way',
    generation: { status: 'COMPLETED' },
  });
  expect(byId[archived.conversation].archived).toBe(true);
  expect(byId[trashed.conversation].deletedAt).not.toBeNull();
  const [{ count }] = (await here.sql(
    `SELECT count(*)::int FROM usage_entry u JOIN "user" ON "user".id = user_id WHERE email = $1`,
    [here.bob.email],
  )) as [{ count: number }];
  expect(all.usage).toHaveLength(count);
  expect(
    all.conversations
      .filter(({ title }: any) => /^Old/.test(title))
      .map(({ messages }: any) => messages.length),
  ).toEqual([250, 250, 250]);
  expect(text).not.toContain('Not kept');
  expect(text).not.toMatch(/token"|password|cookie/i);
});

test('an export says how far it is, and can be cancelled', async () => {
  const here = await world();
  await addChats(here, 150, 2);
  const page = await visits(here.bob, { path: '/settings/data' });

  await button(page, 'Export').click();
  await page.getByText(/^[1-9]\d* of 150 chats read$/).waitFor();
  await button(page, 'Cancel').click();
  await page.getByText('The export was cancelled.').waitFor();

  await button(page, 'Export').click();
  await page.getByText(/^150 chats, /).waitFor();
});

test('a chat is saved from its menu: the path that is shown as Markdown, the whole tree as JSON', async () => {
  const here = await world();
  const { kept, edited } = await fill(here);
  const page = await visits(here.bob, { path: `/c/${kept.conversation}` });
  await page.getByRole('log').getByText('You said: Second way').waitFor();
  const choose = (item: string) => async () => {
    await button(page, 'Chat options').click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  const markdown = await downloads(page, choose('Export as Markdown'));
  const json = await downloads(page, choose('Export all branches as JSON'));
  await page.goto(`${here.url}/c/${kept.conversation}/m/${kept.question}`);
  await page.getByRole('log').getByText('You said: First way').waitFor();
  const other = await downloads(page, choose('Export as Markdown'));

  expect(markdown.name).toMatch(/\.md$/);
  expect(markdown.text).toMatch(/^# .+\n\n## You\n\nSecond way\n\n## GPT-4\.1\n\nYou said: Second way\n$/);
  expect(other.text).toMatch(/## You\n\nFirst way\n\n## GPT-4\.1\n\nYou said: First way\n$/);
  expect(json.name).toMatch(/\.json$/);
  expect(JSON.parse(json.text).messages.map(({ id }: any) => id)).toEqual([
    kept.question,
    kept.reply,
    edited.question,
    edited.reply,
  ]);
});

test('an account is deleted after e-mail and password, and the door says so', async () => {
  const { bob, sql } = await world();
  const page = await visits(bob, { expected: cutConnections });
  await send(page, 'Bob’s secret');
  await ended(page);
  await composer(page).fill('half a thought of Bob');
  const second = await page.context().newPage();
  await second.goto(bob.url);
  await composer(second).waitFor();
  await page.goto(`${bob.url}/settings/data`);

  await button(page, 'Delete account…').click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByText('This is not the e-mail of your account.').waitFor();
  await dialog.getByLabel('Your e-mail, as a confirmation').fill(bob.email);
  await dialog.getByLabel('Password', { exact: true }).fill('wrong wrong');
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByText('This is not your password.').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('correct horse');
  await dialog.getByLabel('Password', { exact: true }).press('Enter');

  await page.getByText('Your account and everything in it has been deleted.').waitFor();
  await button(page, 'Sign in').waitFor();
  expect(await page.getByText('You were signed out').count()).toBe(0);
  await button(second, 'Sign in').waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('half a thought');
  expect(await page.context().cookies()).toEqual([]);
  expect(await sql('SELECT FROM "user" WHERE email = $1', [bob.email])).toEqual([]);
  await page.getByLabel('E-mail').fill(bob.email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse');
  await button(page, 'Sign in').click();
  await page.getByText('That e-mail and password do not match.').waitFor();
});

test('the only administrator is told why not, and nothing happens', async () => {
  const { ann } = await world();
  const page = await visits(ann, { path: '/settings/data' });
  await button(page, 'Delete account…').click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });

  await dialog.getByLabel('Your e-mail, as a confirmation').fill(ann.email);
  await dialog.getByLabel('Password', { exact: true }).fill('correct horse');
  await dialog.getByRole('button', { name: 'Delete my account' }).click();

  await dialog.getByRole('alert').getByText('You are the only administrator').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'New chat' }).click();
  await send(page, 'Still here');
  await ended(page);
});

/** Whether all of it is between the left and the right edge. */
const isInView = (link: Locator) =>
  link.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left >= 0 && right <= innerWidth;
  });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const [name, device] of Object.entries({ desktop, phone })) {
  test(`both tabs fit on a ${name} without a sideways scroll, and axe finds nothing there`, async () => {
    const { bob } = await world();
    await elsewhere(bob, `Strange/1.0 ${'x'.repeat(200)}`);
    const page = await visits(bob, {
      ...device,
      bypassCSP: true,
      reducedMotion: 'reduce',
      path: '/settings/sessions',
    });
    const inspect = async () => {
      await page.evaluate(axe);
      return page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const { violations } = await axe.run(document, { runOnly: tags });
        const overflow = document.documentElement.scrollWidth - innerWidth;
        return [
          ...violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`),
          ...(overflow > 0 ? ['wide'] : []),
        ];
      });
    };
    await page.getByText(/^Strange/).waitFor();
    await expect.poll(() => isInView(page.getByRole('link', { name: 'Sessions' }))).toBe(true);
    expect(await inspect()).toEqual([]);

    await page.getByRole('link', { name: 'Data', exact: true }).click();
    await button(page, 'Export').click();
    await button(page, 'Download file').waitFor();
    expect(await inspect()).toEqual([]);
    await button(page, 'Delete account…').click();
    await eventually(() => page.getByRole('dialog').isVisible()).toBe(true);
    expect(await inspect()).toEqual([]);
  });
}
