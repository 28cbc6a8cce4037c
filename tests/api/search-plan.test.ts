import { expect, test } from 'vitest';
import { messagesQuery, type SearchScope, type Where } from '../../api/search/find.ts';
import { parseQuery } from '../../api/search/query.ts';
import { fillHistory } from '../support/long-history.ts';
import { world } from '../support/world.ts';

type Plan = {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

test('a search reads its indexes, and no more of them than it needs', async () => {
  const { sql, databaseUrl } = await world();
  const [user] = await sql<{ id: string }>(`SELECT id FROM "user" WHERE name = 'Ann'`);
  const { words } = await fillHistory(databaseUrl, user!.id, 90_000);
  const plan = async (tsquery: string, filters = '', where: Where = { lane: 'newest' }) => {
    const scope: SearchScope = { userId: user!.id, query: parseQuery(filters), asOf: new Date() };
    const { text, values } = messagesQuery(scope, tsquery, where);
    const [row] = await sql<Record<string, [{ Plan: Plan }]>>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    return nodesOf(row!['QUERY PLAN']![0].Plan);
  };
  const conversations = await sql<{ id: string }>('SELECT id FROM conversation LIMIT 3');
  const shelves = await sql('SELECT FROM search_shelf');
  const looksAtShelves = (nodes: Plan[]) =>
    nodes.find((node) => node['Index Name'] === 'message_search_terms_idx')!['Actual Loops'];

  const everywhere = await plan(`'@/${words[0]}':*`);
  const lanes = (['newest', 0, 1] as const).map((lane) => plan(`'@/nowhere':*`, '', { lane }));
  const nowhere = await Promise.all(lanes);
  const few = conversations.map(({ id }) => id);
  const filtered = await plan(`'@/${words[0]}':*`, 'is:pinned', { few });

  for (const nodes of [everywhere, ...nowhere, filtered]) {
    const scanned = nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name']);
    expect(scanned.filter((table) => table !== 'search_shelf')).toEqual([]);
  }
  expect(shelves.length).toBeGreaterThan(9);
  expect(looksAtShelves(everywhere)).toBe(1);
  const looks = nowhere.map(looksAtShelves);
  expect(looks[0]! + looks[1]! + looks[2]!).toBe(shelves.length);
  expect(Math.abs(looks[1]! - looks[2]!)).toBeLessThanOrEqual(1);
  expect(filtered.map((node) => node['Index Name'])).toContain(
    'message_search_conversation_id_created_at_idx',
  );
});
