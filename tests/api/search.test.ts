import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeGlobalId, encodeGlobalId } from '../../api/graphql/global-id.ts';
import { unspaced } from '../../api/search/terms.ts';
import type { Person } from '../support/person.ts';
import { type World, world } from '../support/world.ts';

const document = `query Search($query: String!, $first: Int, $after: String) {
  search(query: $query, first: $first, after: $after) {
    edges {
      cursor
      excerpt
      moreInConversation
      conversation { id title }
      node { __typename ... on Message { id text role parent { id } } ... on Conversation { id title } }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

type Chat = { owner?: string; title?: string; texts?: string[]; set?: Record<string, unknown>; at?: string };

/** A conversation as it lies in the database: question, answer, question, … one below the other. */
async function has({ sql }: World, { owner = 'Ann', title = 'A chat', texts = [], set = {}, at }: Chat) {
  const id = randomUUID();
  const when = at ?? new Date().toISOString();
  await sql(
    `INSERT INTO conversation (id, user_id, title, model_name, created_at, updated_at)
     SELECT $1, id, $2, 'gpt-4.1', $3, $3 FROM "user" WHERE name = $4`,
    [id, title, when, owner],
  );
  const ids = texts.map(() => randomUUID());
  await sql(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text, created_at)
     SELECT t.id, $1, c.user_id, lag(t.id) OVER (ORDER BY n), n - 1,
       CASE WHEN n % 2 = 1 THEN 'USER' ELSE 'ASSISTANT' END::message_role, t.body, $4
     FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (id, body, n), conversation c WHERE c.id = $1`,
    [id, ids, texts, when],
  );
  for (const [column, value] of Object.entries(set))
    await sql(`UPDATE conversation SET ${column} = $2 WHERE id = $1`, [id, value]);
  return { id, messages: ids };
}

type Edge = Record<string, any>;
const searches = async (person: Person, query: string, page = {}): Promise<Edge[]> =>
  (await person.asks(document, { query, ...page })).search.edges;
const textsOf = (edges: Edge[]) => edges.map(({ node }) => node.text ?? `# ${node.title}`);
const found = async (person: Person, query: string) => textsOf(await searches(person, query));
const marked = ({ excerpt }: Edge) => excerpt.replaceAll('\uE000', '[').replaceAll('\uE001', ']');

test('a sent message and its answer are found as soon as they are there', async () => {
  const { ann } = await world();
  const { generation, question, reply } = await ann.sends('Tell me about okapis');
  await ann.follows(generation).text();

  const edges = await searches(ann, 'okapis role:me');

  expect(edges.map(({ node }) => node.id)).toEqual([question]);
  expect(marked(edges[0]!)).toBe('Tell me about [okapis]');
  const { text } = await ann.reads(reply);
  expect(await found(ann, `"${text.split(/\W+/).filter(Boolean).slice(0, 2).join(' ')}" role:model`)).toEqual(
    [text],
  );
});

test('words, phrases and exclusions', async () => {
  const here = await world();
  await has(here, { texts: ['The quick brown fox was running'] });
  await has(here, { texts: ['A brown quick fox, and a dog'] });
  await has(here, { texts: ['call React.useState(<div class="big">) in e-mail_handler.ts'] });
  const { ann } = here;

  expect(await found(ann, 'fox quick')).toHaveLength(2);
  expect(await found(ann, 'run')).toEqual(['The quick brown fox was running']);
  expect(await found(ann, '"quick brown"')).toEqual(['The quick brown fox was running']);
  expect(await found(ann, '"runn"')).toEqual([]);
  expect(await found(ann, 'fox -dog')).toEqual(['The quick brown fox was running']);
  expect(await found(ann, 'fox -"quick brown"')).toEqual(['A brown quick fox, and a dog']);
  expect(await found(ann, 'elephant')).toEqual([]);
  for (const word of ['useState', 'React.useState', 'handler', 'div', 'class', 'e-mail'])
    expect(await found(ann, word), word).toHaveLength(1);
});

test('every prefix narrows the search', async () => {
  const here = await world();
  const { ann, sql } = here;
  const project = randomUUID();
  await sql(
    `INSERT INTO project (id, user_id, name) SELECT $1, id, 'Über-Garden' FROM "user" WHERE name = 'Ann'`,
    [project],
  );
  await has(here, { title: 'Pinned', texts: ['apple pinned'], set: { pinned: true } });
  await has(here, { title: 'Archived', texts: ['apple archived'], set: { archived: true } });
  await has(here, { title: 'Apple pie', texts: ['about cake', 'apple answer'] });
  await has(here, { title: 'Other', texts: ['apple claude'], set: { model_name: 'claude-5' } });
  await has(here, { title: 'Project', texts: ['apple project'], set: { project_id: project } });
  await has(here, { title: 'Old', texts: ['apple old'], at: '2024-05-05T12:00:00Z' });

  expect(await found(ann, 'apple is:pinned')).toEqual(['apple pinned']);
  expect(await found(ann, 'apple is:archived')).toEqual(['apple archived']);
  expect(await found(ann, 'apple -is:archived -is:pinned')).not.toContain('apple archived');
  expect(await found(ann, 'apple in:title')).toEqual(['# Apple pie']);
  expect(await found(ann, 'apple role:model')).toEqual(['apple answer']);
  expect(await found(ann, 'apple role:me')).not.toContain('apple answer');
  expect(await found(ann, 'apple model:claude')).toEqual(['apple claude']);
  expect(await found(ann, 'apple project:über-gar')).toEqual(['apple project']);
  expect(await found(ann, 'apple before:2024-05-06')).toEqual(['apple old']);
  expect(await found(ann, 'apple before:2024-05-05')).toEqual([]);
  expect(await found(ann, 'apple after:2024-05-05 before:2025')).toEqual(['apple old']);
  expect(await found(ann, 'apple after:2024-06')).not.toContain('apple old');
  expect(await found(ann, 'is:pinned')).toEqual(['# Pinned']);
  expect(await found(ann, '')).toEqual([]);
});

test('accents and capitals make no difference, in German and Turkish neither', async () => {
  const here = await world();
  await has(here, { texts: ['Die Straße nach München ist schön'] });
  await has(here, { texts: ['İstanbul’da ılık bir gün, çok güzel'] });

  for (const word of ['munchen', 'MÜNCHEN', 'Strasse', 'straße', 'schon'])
    expect(await found(here.ann, word), word).toEqual(['Die Straße nach München ist schön']);
  for (const word of ['istanbul', 'İSTANBUL', 'ilik', 'ılık', 'guzel', 'Çok'])
    expect(await found(here.ann, word), word).toEqual(['İstanbul’da ılık bir gün, çok güzel']);
});

test('languages without spaces are found by any piece of a sentence', async () => {
  const here = await world();
  const texts = [
    '我明天去北京大学图书馆读书。',
    '東京タワーへ行きたいです',
    'ฉันชอบกินข้าวผัดมาก',
    '한국어를 공부합니다',
  ];
  for (const text of texts) await has(here, { texts: [text] });

  for (const [text, pieces] of [
    [texts[0], ['北京', '大学', '图书馆', '书', '北京大学图书馆', '"图书"']],
    [texts[1], ['東京', 'タワー', '行きたい', 'ﾀﾜｰ']],
    [texts[2], ['ข้าวผัด', 'กิน']],
    [texts[3], ['한국어', '공부', '국어']],
  ] as const) {
    for (const piece of pieces) expect(await found(here.ann, piece), piece).toEqual([text]);
  }
  expect(await found(here.ann, '北大')).toEqual([]);
  expect(marked((await searches(here.ann, '北京大学'))[0]!)).toContain('[北京大学]');
});

test('the pairs of the database are those of the query', async () => {
  const { sql } = await world();
  const run = '北京大学ภาษาไทยとうきょう';
  const [row] = await sql<{ pairs: string }>('SELECT search_pairs(search_fold($1)) AS pairs', [run]);
  const pairs = new Set(row!.pairs.split(' '));

  const characters = [...run];
  for (let at = 1; at < characters.length; at++)
    expect(pairs).toContain(`${characters[at - 1]}${characters[at]}`);
  expect(run.match(unspaced)).toEqual([run]);
});

test('a title is found too, with a typo if it must, and stands before its messages', async () => {
  const here = await world();
  await has(here, { title: 'Sourdough bread', texts: ['How does sourdough rise?'] });

  const edges = await searches(here.ann, 'sourd');

  expect(textsOf(edges)).toEqual(['# Sourdough bread', 'How does sourdough rise?']);
  expect(marked(edges[0]!)).toBe('[Sourdough] bread');
  expect(await found(here.ann, 'in:title sourdogh')).toEqual(['# Sourdough bread']);
  expect(await found(here.ann, 'in:title bread -sourdough')).toEqual([]);
});

test('messages on branches that are not shown are found', async () => {
  const here = await world();
  const { id, messages } = await has(here, { texts: ['Question', 'Answer', 'the shown branch'] });
  await here.sql(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
     SELECT gen_random_uuid(), $1, user_id, $2, 2, 'USER', 'the hidden branch' FROM conversation WHERE id = $1`,
    [id, messages[1]],
  );
  await here.sql('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [id, messages[2]]);

  const [edge] = await searches(here.ann, 'hidden');

  expect(edge!.node.text).toBe('the hidden branch');
  expect(decodeGlobalId(edge!.conversation.id).id).toBe(id);
});

test('other people’s, trashed and temporary conversations are never found', async () => {
  const here = await world();
  const texts = ['a secret word'];
  const soon = new Date(Date.now() + 3_600_000);
  await has(here, { owner: 'Bob', title: 'secret of Bob', texts });
  await has(here, { title: 'secret in the trash', texts, set: { deleted_at: new Date() } });
  await has(here, { title: 'secret for a day', texts, set: { temporary_until: soon } });
  const { ann, bob, stranger } = here;

  for (const query of ['secret', '"secret word"', 'in:title secret', 'is:archived secret', '-is:pinned'])
    expect(await found(ann, query), query).toEqual([]);
  expect(await found(bob, 'secret')).toHaveLength(2);
  const { errors } = await stranger().graphql(document, { query: 'secret' });
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('what is deleted is found no more', async () => {
  const here = await world();
  const { id } = await has(here, { texts: ['ephemeral'] });
  await here.sql('DELETE FROM conversation WHERE id = $1', [id]);

  expect(await found(here.ann, 'ephemeral')).toEqual([]);
  expect(await here.sql('SELECT FROM message_search')).toEqual([]);
});

test('the hits of a conversation stand together, the rest of them is counted', async () => {
  const here = await world();
  const loud = await has(here, {
    title: 'Loud',
    texts: Array.from({ length: 7 }, (_, n) => `pelican pelican ${n}`),
  });
  for (let n = 0; n < 4; n++)
    await has(here, { title: 'Quiet', texts: [`one pelican among many other words ${n}`] });

  const edges = await searches(here.ann, 'pelican');

  const places = edges.flatMap(({ conversation }, at) =>
    conversation.id === encodeGlobalId('Conversation', loud.id) ? [at] : [],
  );
  expect(places).toEqual([0, 1, 2]);
  expect(edges.map(({ moreInConversation }) => moreInConversation)).toEqual([0, 0, 4, 0, 0, 0, 0]);
});

test('newer matches stand before older ones that are as good', async () => {
  const here = await world();
  for (const year of ['2023', '2025', '2024'])
    await has(here, { texts: [`walrus ${year}`], at: `${year}-01-01T00:00:00Z` });

  expect(await found(here.ann, 'walrus')).toEqual(['walrus 2025', 'walrus 2024', 'walrus 2023']);
});

test('pages show every hit once, also while messages arrive', async () => {
  const here = await world();
  for (let n = 0; n < 25; n++) await has(here, { texts: [`heron number ${n}`] });
  const seen: string[] = [];
  let after: string | null = null;

  for (let isMore = true; isMore; ) {
    const { edges, pageInfo }: Record<string, any> = (
      await here.ann.asks(document, { query: 'heron', first: 4, after })
    ).search;
    seen.push(...textsOf(edges));
    expect(pageInfo.endCursor).toBe(edges.at(-1).cursor);
    [isMore, after] = [pageInfo.hasNextPage, pageInfo.endCursor];
    await has(here, { texts: ['a newer heron'] });
  }

  expect(seen.toSorted()).toEqual(Array.from({ length: 25 }, (_, n) => `heron number ${n}`).toSorted());
});

test('a shelf that is full is followed by another, and both are searched', async () => {
  const here = await world();
  await here.sql('UPDATE search_shelf SET strokes = 31');
  const { id } = await has(here, { texts: ['first gannet'] });
  await here.sql('UPDATE search_shelf SET strokes = 31');
  await here.sql(
    `INSERT INTO message (id, conversation_id, user_id, depth, role, text)
     SELECT '00000000-0000-7000-8000-00000000ab00', $1, user_id, 0, 'USER', 'second gannet' FROM conversation WHERE id = $1`,
    [id],
  );

  expect(await here.sql('SELECT FROM search_shelf')).toHaveLength(2);
  expect((await found(here.ann, 'gannet')).toSorted()).toEqual(['first gannet', 'second gannet']);
});

test('a message dated far from the others is found by its date', async () => {
  const here = await world();
  await has(here, { texts: ['puffin now'] });
  await has(here, { texts: ['puffin of the import'], at: '2020-02-29T12:00:00Z' });

  expect(await found(here.ann, 'puffin before:2020-03')).toEqual(['puffin of the import']);
  expect(await found(here.ann, 'puffin after:2020-03')).toEqual(['puffin now']);
});

const hostile = [
  `'`,
  `"`,
  `\\`,
  `' OR 1=1 --`,
  `foo:*`,
  `& | ! <->`,
  `a <-> b`,
  `!!`,
  `(`,
  `%`,
  `_`,
  `@`,
  `@/x`,
  `-`,
  `-"`,
  `':*`,
  '\uE000',
  '\uFEFF',
  '😀',
  '{}',
  '$1',
  'a'.repeat(1_000),
  '的'.repeat(900),
  'x '.repeat(500),
  '"'.repeat(999),
  '-'.repeat(999),
];

test('hostile input is only text', async () => {
  const here = await world();
  await has(here, { texts: ['innocent'] });

  for (const query of hostile) expect(await found(here.ann, query), query.slice(0, 20)).toEqual([]);
});

const unanswerable: [string, RegExp][] = [
  ['x'.repeat(10_000), /at most 1000 characters/],
  ['a\0b', /NUL/],
  ['\uD800', /well-formed/],
  ['before:tomorrow', /takes a date/],
];

test('a query that cannot be answered is refused with the reason', async () => {
  const { ann } = await world();

  for (const [query, message] of unanswerable) {
    const { errors } = await ann.graphql(document, { query });
    expect(errors?.[0]?.message).toMatch(message);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('a cursor of another field is refused', async () => {
  const { ann } = await world();

  for (const after of ['nonsense', Buffer.from('["depth",1]').toString('base64url')]) {
    const { errors } = await ann.graphql(document, { query: 'x', after });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('a giant message is kept, and found by its beginning', async () => {
  const here = await world();
  const giant = `kiwi ${Array.from({ length: 60_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join('')}`;
  await has(here, { texts: [giant, `emu ${'w'.repeat(90_000)} ${randomUUID().repeat(3_000)}`] });

  expect(await found(here.ann, 'kiwi')).toHaveLength(1);
  expect(await found(here.ann, 'emu')).toHaveLength(1);
});
