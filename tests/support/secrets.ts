import type { Person, SendInput } from './person.ts';
import { cranked, echoes } from './upstream.ts';
import type { World } from './world.ts';

/** IDs by type. */
export type Ids = Record<string, string[]>;

/**
 * Gives a person one of everything, in every state, with `word` in all of its texts: chats that are kept, branched,
 * being answered, temporary and in the trash; projects and presets, also in the trash; an opinion and instructions; and
 * one more device that is signed in, an API token, a webhook that is switched off, with a delivery, and two links to the
 * first chat's first branch, of which the second has ended.
 */
export async function fillWith(here: World, owner: Person, word: string): Promise<Ids> {
  const { upstream, sql } = here;
  upstream.script(echoes());
  const made = async (mutation: string, input: object, thing: string) =>
    (await owner.does(mutation, input, `${thing} { id }`))[thing].id as string;
  const turn = async (input: SendInput & Record<string, unknown> = {}) => {
    const sent = await owner.sends(`${word} asks`, input);
    await owner.follows(sent.generation).end();
    return sent;
  };
  const user = await made(
    'updateProfile',
    { displayName: `${word} name`, instructions: `${word} me` },
    'user',
  );
  const project = (name: string) => made('createProject', { name, instructions: `${word} rules` }, 'project');
  const preset = (name: string) => made('createPreset', { name, text: `${word} prompt` }, 'preset');
  const projects = [await project(`${word} project`), await project(`${word} old project`)];
  const presets = [await preset(`${word} preset`), await preset(`${word} old preset`)];
  await owner.does('deleteProject', { projectId: projects[1] }, '__typename');
  await owner.does('deletePreset', { presetId: presets[1] }, '__typename');

  const kept = await turn({ projectId: projects[0] });
  const edited = await owner.grows('editMessage', { messageId: kept.question, text: `${word} again` });
  await owner.follows(edited.generation).end();
  await owner.does(
    'rateMessage',
    { messageId: kept.reply, rating: 'UP', note: `${word} note` },
    '__typename',
  );
  const trashed = await turn();
  const temporary = await turn({ temporary: true });
  for (const { conversation: conversationId } of [kept, trashed, temporary]) {
    const settings = { conversationId, title: `${word} title`, systemPrompt: `${word} system` };
    await owner.does('updateConversation', settings, '__typename');
  }
  await sql(
    `UPDATE generation SET failure_message = $1 WHERE message_id = (SELECT id FROM message WHERE text = $2)`,
    [`${word} failed`, `You said: ${word} again`],
  );
  const shareLinks = await linksTo(here, owner, kept.reply);
  await owner.does('deleteConversation', { conversationId: trashed.conversation }, '__typename');
  const answer = cranked();
  upstream.script(answer);
  const running = await owner.sends(`${word} asks for long`);
  await answer.say(`${word} so far`);
  await owner.follows(running.generation).shows(word);

  await sql(
    `INSERT INTO session (id, token, expires_at, user_agent, user_id)
     SELECT gen_random_uuid(), gen_random_uuid(), now() + interval '1 day', $1, id FROM "user" WHERE email = $2`,
    [`${word} device`, owner.email],
  );
  const { viewer } = await owner.asks('{ viewer { sessions { nodes { id current } } } }');
  const devices = viewer.sessions.nodes.filter(({ current }: { current: boolean }) => !current);

  const token = { name: `${word} program`, scopes: ['READ'] };
  const { apiToken } = await owner.does('createApiToken', token, 'apiToken { id }');

  const hook = await webhookOf(here, owner, word);
  const sent = [kept, edited, trashed, temporary, running];
  return {
    User: [user],
    Session: devices.map(({ id }: { id: string }) => id),
    ApiToken: [apiToken.id],
    ...hook,
    ShareLink: shareLinks,
    Project: projects,
    Preset: presets,
    Conversation: [kept, trashed, temporary, running].map(({ conversation }) => conversation),
    Message: sent.flatMap(({ question, reply }) => [question, reply]),
    Generation: sent.map(({ generation }) => generation),
  };
}

/** One that works, and one that has ended. */
async function linksTo({ sql }: World, owner: Person, leafId: string): Promise<string[]> {
  const make = async () => (await owner.does('createShareLink', { leafId }, 'shareLink { id }')).shareLink.id;
  const ids = [await make(), await make()];
  await sql(
    `UPDATE share_link SET expires_at = now() WHERE id = (SELECT s.id FROM share_link s
       JOIN "user" u ON u.id = s.user_id WHERE u.email = $1 ORDER BY s.id DESC LIMIT 1)`,
    [owner.email],
  );
  return ids;
}

/** What the address of a link ends in. */
export async function linkToken(owner: Person, id: string): Promise<string> {
  const { node } = await owner.asks('query ($id: ID!) { node(id: $id) { ... on ShareLink { url } } }', {
    id,
  });
  return node.url.split('/').at(-1);
}

/** By SQL: one that is switched on would begin to send, and its rows to change. */
async function webhookOf({ sql }: World, owner: Person, word: string): Promise<Ids> {
  await sql(
    `WITH hook AS (
       INSERT INTO webhook (id, user_id, url, events, secret, enabled, disabled_reason, seq)
       SELECT gen_random_uuid(), id, $1, '{MESSAGE_ADDED}', 'whsec_AAAA', false, $2, 0 FROM "user" WHERE email = $3
       RETURNING id)
     INSERT INTO webhook_delivery (id, webhook_id, event, status, error)
     SELECT gen_random_uuid(), id, 'MESSAGE_ADDED', 'FAILED', $2 FROM hook`,
    [`https://${word}.example/hook`, `${word} did not answer`, owner.email],
  );
  const { viewer } = await owner.asks('{ viewer { webhooks { nodes { id deliveries { nodes { id } } } } } }');
  const [{ id, deliveries }] = viewer.webhooks.nodes;
  return { Webhook: [id], WebhookDelivery: deliveries.nodes.map((node: { id: string }) => node.id) };
}

/** Tables of sign-in, limits and migrations: no field shows them, and they change with time. */
const elsewhere = ['session', 'account', 'verification', 'rate_limit', 'rate_window', '_prisma_migrations'];

/** Columns that hold text, of all tables whose rows fields show; `table.column`. */
export async function textColumns({ sql }: World): Promise<string[]> {
  const rows = await sql<{ at: string }>(
    `SELECT table_name || '.' || column_name AS at FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'text' AND table_name <> ALL($1) ORDER BY 1`,
    [elsewhere],
  );
  return rows.map(({ at }) => at);
}

/** Every row of those tables, but for the leases, which a running answer renews. */
export async function rowsOfAll({ sql }: World): Promise<Record<string, string[]>> {
  const tables = await sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1`,
    [elsewhere],
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await sql<{ row: string }>(
      `SELECT (to_jsonb(t) - 'lease_until')::text AS row FROM "${name}" t ORDER BY 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}
