import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import { type Spot, spotBelow } from '../../api/message/thread.ts';
import { feedOf } from '../support/feed.ts';
import type { Person } from '../support/person.ts';
import { heardStatements, type Statement } from '../support/statements.ts';
import { type World, world } from '../support/world.ts';

/** The lists of somebody with a long history read their indexes: each page is explained as the app asked for it. */

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
};

const rows = 20_000;
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const keyOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** One thread with a sibling at every tenth message, with its jumps. */
function tree() {
  const spots: Spot[] = [];
  const parents: (string | null)[] = [];
  const byId = new Map<string, Spot>();
  let leaf: Spot | undefined;
  for (let n = 0; n < rows; n += 1) {
    const spot = spotBelow(keyOf(n), leaf ? [leaf, byId.get(leaf.jumpId ?? '')!].filter(Boolean) : []);
    parents.push(leaf?.id ?? null);
    spots.push(spot);
    byId.set(spot.id, spot);
    if (n % 10 !== 9) leaf = spot;
  }
  return { spots, parents, leaf: leaf! };
}

/**
 * A history of two people, of twenty thousand chats each. One chat of Ann's is long; to each other one belong a question
 * and an answer. Triggers rest: what they would write is not what is looked at.
 */
async function fill({ databaseUrl }: World) {
  const sql = new Client({ connectionString: databaseUrl });
  await sql.connect();
  onTestFinished(() => sql.end());
  const { spots, parents, leaf } = tree();
  await sql.query('SET session_replication_role = replica');
  await sql.query(`
    INSERT INTO project (id, user_id, name) SELECT gen_random_uuid(), id, 'Work' FROM "user";
    INSERT INTO conversation (id, user_id, title, model_name, updated_at, pinned, archived, deleted_at, project_id)
      SELECT gen_random_uuid(), p.user_id, 'Chat ' || n, 'gpt-4.1', now() - n * interval '1 minute', n % 700 = 0,
        n % 9 = 0, CASE WHEN n % 50 = 0 THEN now() - random() * interval '30 days' END, CASE WHEN n % 40 = 1 THEN p.id END
      FROM project p, generate_series(1, ${rows}) n;
    INSERT INTO message (id, conversation_id, user_id, depth, role, text)
      SELECT gen_random_uuid(), id, user_id, 0, 'USER', 'Hi' FROM conversation WHERE title <> 'Chat 2';
    INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
      SELECT gen_random_uuid(), conversation_id, user_id, id, 1, 'ASSISTANT', 'Hello' FROM message`);
  await sql.query(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, jump_id, jump_depth, role, text)
     SELECT n.id, c.id, c.user_id, n.parent, n.depth, n.jump, n.jump_depth,
       CASE WHEN n.depth % 2 = 0 THEN 'USER' ELSE 'ASSISTANT' END::message_role, 'Message'
     FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::int[]) AS n(id, parent, depth, jump, jump_depth),
       conversation c JOIN "user" u ON u.id = c.user_id WHERE c.title = 'Chat 2' AND u.name = 'Ann'`,
    [
      spots.map(({ id }) => id),
      parents,
      spots.map(({ depth }) => depth),
      spots.map(({ jumpId }) => jumpId),
      spots.map(({ jumpDepth }) => jumpDepth),
    ],
  );
  await sql.query(`
    UPDATE conversation c SET active_leaf_id = '${leaf.id}' FROM message m WHERE m.id = '${leaf.id}' AND m.conversation_id = c.id;
    INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, ended_at)
      SELECT gen_random_uuid(), conversation_id, id, user_id, 'gpt-4.1', 'COMPLETED', now() FROM message WHERE role = 'ASSISTANT';
    INSERT INTO feedback (message_id, user_id, rating, updated_at)
      SELECT id, user_id, 'UP', now() - random() * interval '900 days' FROM message WHERE role = 'ASSISTANT';
    INSERT INTO usage_entry (id, user_id, conversation_id, purpose, model_name, input_tokens, cached_input_tokens, output_tokens, created_at)
      SELECT gen_random_uuid(), user_id, id, 'ANSWER', 'gpt-4.1', 100, 0, 100, now() - random() * interval '900 days' FROM conversation;
    DELETE FROM viewer_event;
    INSERT INTO viewer_event (user_id, seq, kind, conversation_id, tx)
      SELECT user_id, row_number() OVER (PARTITION BY user_id), 'CONVERSATION_CHANGED', id, 1 FROM conversation;
    INSERT INTO viewer_feed (user_id, seq) SELECT id, ${rows} FROM "user" ON CONFLICT (user_id) DO UPDATE SET seq = ${rows};
    SET session_replication_role = origin`);
  await sql.query('VACUUM ANALYZE');
  return { sql, leaf: leaf.id };
}

/** Tables whose rows are many; the rest are small enough to be read whole. */
const large = [
  'conversation',
  'message',
  'generation',
  'feedback',
  'usage_entry',
  'viewer_event',
  'message_search',
];

async function explain(sql: Client, statements: Statement[]) {
  const plans: { text: string; nodes: Plan[] }[] = [];
  for (const { text, values } of statements) {
    const { rows } = await sql.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    plans.push({ text, nodes: nodesOf(rows[0]['QUERY PLAN'][0].Plan) });
  }
  return plans;
}

const list = (
  filter: string,
  after = '',
) => `{ viewer { conversations(first: 30, filter: { ${filter} }${after}) {
  nodes { id title pinned unread project { name } activeGenerations { id } } pageInfo { endCursor } } } }`;

async function deepCursor(ann: Person, filter: string, pages: number): Promise<string> {
  let after = '';
  for (let n = 0; n < pages; n++) {
    const { viewer } = await ann.asks(
      `{ viewer { conversations(first: 100, filter: { ${filter} }${after}) { pageInfo { endCursor } } } }`,
    );
    after = `, after: "${viewer.conversations.pageInfo.endCursor}"`;
  }
  return after;
}

test('the lists of a long history read their indexes, no whole table, and few rows that they do not show', async () => {
  const here = await world();
  const { ann } = here;
  const { sql, leaf } = await fill(here);
  const statements = heardStatements(
    (text) => /^\s*(SELECT|WITH)/.test(text) && !/"session"|pg_stat_activity|FOR UPDATE/.test(text),
  );
  const { viewer } = await ann.asks('{ viewer { projects { nodes { id } } } }');
  const project = `projectId: "${viewer.projects.nodes[0].id}"`;
  const live = 'archived: false';
  const found = await sql.query('SELECT conversation_id AS id FROM message WHERE id = $1', [leaf]);
  const id = encodeGlobalId('Conversation', found.rows[0].id);
  const message = encodeGlobalId('Message', keyOf(5_001));
  const on = (selection: string) => `{ node(id: "${id}") { ... on Conversation { ${selection} } } }`;

  /** With the index that it must use, and how many rows of one table it may read: a page and what hangs on it. */
  const pages: Record<string, [string, RegExp, number]> = {
    'the sidebar': [list(live), /conversation_(listed|user_id_updated_at_id)_idx/, 40],
    'the sidebar, far down': [
      list(live, await deepCursor(ann, live, 40)),
      /conversation_(listed|user_id_updated_at_id)_idx/,
      40,
    ],
    'every chat': [list(''), /conversation_(listed|user_id_updated_at_id)_idx/, 60],
    'pinned chats': [list('pinned: true, archived: false'), /conversation_pinned_idx/, 60],
    'the archive': [list('archived: true'), /conversation_(listed|user_id_updated_at_id)_idx/, 40],
    'the archive, far down': [
      list('archived: true', await deepCursor(ann, 'archived: true', 10)),
      /conversation_(listed|user_id_updated_at_id)_idx/,
      40,
    ],
    'the trash': [list('inTrash: true'), /conversation_trash_idx/, 40],
    'the trash, far down': [
      list('inTrash: true', await deepCursor(ann, 'inTrash: true', 3)),
      /conversation_trash_idx/,
      450,
    ],
    'a project': [list(project), /conversation_project_id_updated_at_id_idx/, 600],
    'a project, far down': [
      list(project, await deepCursor(ann, project, 3)),
      /conversation_project_id_updated_at_id_idx/,
      600,
    ],
    'a thread': [
      on('thread(last: 40) { nodes { text siblingIds feedback { rating } generation { status } } }'),
      /message_parent_id_id_idx|message_pkey/,
      400,
    ],
    'the middle of a thread': [
      on(`thread(around: "${message}", last: 40) { nodes { text } }`),
      /message_pkey/,
      400,
    ],
    siblings: [
      `{ node(id: "${message}") { ... on Message { siblings { id } children { id } leaf { id } } } }`,
      /message_parent_id/,
      rows,
    ],
    'all messages': [
      on('messages(first: 50) { nodes { id } }'),
      /message_conversation_id_id_idx|message_pkey/,
      60,
    ],
    opinions: [
      '{ viewer { feedback(first: 20) { nodes { rating note message { id } } } } }',
      /feedback_user_id_updated_at_message_id_idx/,
      40,
    ],
    'one month of usage': [
      `{ viewer { usage(from: "${new Date(Date.now() - 5 * 86_400_000).toISOString()}", to: "${new Date().toISOString()}") { total { inputTokens } } } }`,
      /usage_entry_user_id_created_at_idx/,
      rows,
    ],
    'lines of usage': [
      '{ viewer { usageEntries(first: 50) { nodes { createdAt purpose } pageInfo { endCursor } } } }',
      /usage_entry_user_id_created_at_idx/,
      60,
    ],
    'usage of a chat': [on('usage { inputTokens }'), /usage_entry_conversation_id_idx/, 10],
  };

  const faults: string[] = [];
  for (const [name, [document, index, most]] of Object.entries(pages)) {
    statements.length = 0;
    await ann.asks(document);
    const plans = await explain(sql, statements.slice());
    const nodes = plans.flatMap((plan) => plan.nodes);
    const used = nodes.flatMap((node) => node['Index Name'] ?? []);
    if (!used.some((each) => index.test(each))) faults.push(`${name} uses none of ${index}, but ${used}`);
    for (const { text, nodes } of plans) {
      for (const node of nodes) {
        const table = node['Relation Name'] ?? '';
        if (!large.includes(table)) continue;
        if (node['Node Type'] === 'Seq Scan') faults.push(`${name} reads all of ${table}: ${text}`);
        const read = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
        if (read > most)
          faults.push(`${name} reads ${read} rows of ${table} by ${node['Index Name']}: ${text}`);
      }
    }
  }
  statements.length = 0;
  const feed = feedOf(ann, `event-${rows - 50}`);
  await feed.sees(({ eventId }) => eventId === `event-${rows}`);
  const reads = await explain(
    sql,
    statements.filter(({ text }) => text.includes('viewer_event')),
  );
  expect(reads.length).toBeGreaterThan(0);
  for (const { nodes } of reads) {
    const used = nodes.map(
      (node) => node['Index Name'] ?? `${node['Node Type']} ${node['Relation Name'] ?? ''}`,
    );
    const scans = large.filter((table) => used.includes(`Seq Scan ${table}`));
    if (!used.includes('viewer_event_pkey') || scans.length > 0) faults.push(`the feed uses ${used}`);
  }
  expect(faults).toEqual([]);
});
