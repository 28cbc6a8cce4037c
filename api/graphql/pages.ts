import type { OutputRef } from '@pothos/core';
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { validate as isUuid } from 'uuid';
import { builder, type Context } from './builder.ts';
import { topLevelError } from './top-level-errors.ts';

/** Relay pages over rows that are already in order. Cursors are opaque words that only their own field can read. */
export type Page<Row> = {
  edges: { cursor: string; node: Row }[];
  nodes: Row[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  totalCount: () => Promise<number>;
};

type Around = { hasNextPage: boolean; hasPreviousPage: boolean; totalCount: () => Promise<number> };

export function page<Row>(
  rows: Row[],
  cursorOf: (row: Row) => string,
  { totalCount, ...has }: Around,
): Page<Row> {
  const cursorAt = (row: Row | undefined) => (row === undefined ? null : cursorOf(row));
  return {
    // Most ask for `nodes`, and a cursor for each row costs more than the row.
    get edges() {
      return rows.map((node) => ({ cursor: cursorOf(node), node }));
    },
    nodes: rows,
    pageInfo: { ...has, startCursor: cursorAt(rows[0]), endCursor: cursorAt(rows.at(-1)) },
    totalCount,
  };
}

/** Where the rows of a page stand in a selection, for `queryFromInfo`. */
export const pagePaths = [['nodes'], ['edges', 'node']];

/** The connection and edge types of a node type, named after it. */
export function connectionOf<Row>(name: string, plural: string, node: OutputRef<Row>) {
  // A user, a usage entry.
  const article = /^[AEIO]/.test(name) ? 'An' : 'A';
  const lower = name.replace(/\B[A-Z]/g, ' $&').toLowerCase();
  const Edge = builder.objectRef<{ cursor: string; node: Row }>(`${name}Edge`).implement({
    description: `${article} ${lower} in a page.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Cursor.' }),
      node: t.field({ type: node as never, description: `${name}.`, resolve: (edge) => edge.node as never }),
    }),
  });
  return builder.objectRef<Page<Row>>(`${name}Connection`).implement({
    description: `${plural}, one page.`,
    fields: (t) => ({
      edges: t.field({ type: [Edge], description: 'Edges.', resolve: ({ edges }) => edges }),
      nodes: t.field({
        type: [node] as never,
        description: "The edges' nodes.",
        resolve: ({ nodes }) => nodes as never,
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        description: 'Page information.',
        resolve: ({ pageInfo }) => pageInfo,
      }),
      totalCount: t.int({
        description: 'Number of items on all pages.',
        resolve: ({ totalCount }) => totalCount(),
      }),
    }),
  });
}

export const maxPageSize = 100;

/** Messages that `siblings` or `children` give at most. */
export const maxBranches = 100;

/** Checks a page size; an out-of-range one is refused rather than quietly clipped. */
export function pageSize(name: 'first' | 'last', size: number, largest = maxPageSize): number {
  if (size >= 1 && size <= largest) return size;
  throw topLevelError('BAD_USER_INPUT', `\`${name}\` must be between 1 and ${largest}, not ${size}.`);
}

export const encodeCursor = (parts: (string | number)[]) =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** In milliseconds, up to the year 9999: PostgreSQL takes no more. */
export const isInstant = (ms: unknown) =>
  Number.isSafeInteger(ms) && Number(ms) >= 0 && Number(ms) < 253_402_300_800_000;

type Newest<Time extends string, Key extends string, Where> = {
  first: number;
  after: string | null | undefined;
  /** The columns that give the order: an instant, and a UUID for those of the same instant. */
  by: readonly [Time, Key];
  where: Where;
};

type Slice<Time extends string, Key extends string, Where> = {
  where: Where | { AND: [Where, Older<Time, Key>] };
  orderBy: [{ [key in Time]: 'desc' }, { [key in Key]: 'desc' }];
  take: number;
};

type Older<Time extends string, Key extends string> = { [key in Time]: { lte: Date } } & {
  OR: [{ [key in Time]: { lt: Date } }, { [key in Time]: Date } & { [key in Key]: { lt: string } }];
};

/** One page of what is ordered by an instant, the newest first. */
export async function newestFirst<
  Row extends { [key in Time]: Date } & { [key in Key]: string },
  Time extends string,
  Key extends string,
  Where,
>(
  { first, after, by, where }: Newest<Time, Key, Where>,
  read: (slice: Slice<Time, Key, Where>) => Promise<Row[]>,
  totalCount: () => Promise<number>,
): Promise<Page<Row>> {
  const [time, key] = by;
  const size = pageSize('first', first);
  const rows = await read({
    where: after ? { AND: [where, olderThan(by, after)] } : where,
    orderBy: [{ [time]: 'desc' }, { [key]: 'desc' }] as Slice<Time, Key, Where>['orderBy'],
    take: size + 1,
  });
  return page(rows.slice(0, size), (row) => encodeCursor([row[time].getTime(), row[key]]), {
    hasNextPage: rows.length > size,
    hasPreviousPage: Boolean(after),
    totalCount,
  });
}

/** What stands behind a cursor, newest first, as a condition. */
function olderThan<Time extends string, Key extends string>(
  [time, key]: readonly [Time, Key],
  cursor: string,
): Older<Time, Key> {
  const isMine = ([ms, id]: unknown[]) => isInstant(ms) && isUuid(String(id));
  const [ms, id] = decodeCursor<[number, string]>(cursor, isMine);
  const at = new Date(ms);
  // The first condition says nothing new, but is the one from which an index scan can start.
  return { [time]: { lte: at }, OR: [{ [time]: { lt: at } }, { [time]: at, [key]: { lt: id } }] } as Older<
    Time,
    Key
  >;
}

/** What a page shows of its rows, as a selection, with the columns that give the order. */
export function pageSelection<Columns extends string>(
  context: Context,
  info: GraphQLResolveInfo,
  { typeName, columns }: { typeName: string; columns: readonly Columns[] },
): { [key in Columns]: true } {
  const { select } = queryFromInfo({ context, info, typeName, paths: pagePaths }) as { select?: object };
  const own = Object.fromEntries(columns.map((name) => [name, true]));
  return { ...select, ...own } as { [key in Columns]: true };
}

/** The parts of a cursor, or a clear refusal of what is no cursor of this field. */
export function decodeCursor<Parts extends (string | number)[]>(
  cursor: string,
  isMine: (parts: unknown[]) => boolean,
): Parts {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && isMine(parts)) return parts as Parts;
  } catch {
    // Falls through to the same refusal.
  }
  throw topLevelError(
    'BAD_USER_INPUT',
    'This cursor did not come from this field: use `pageInfo` or `edges.cursor`.',
  );
}
