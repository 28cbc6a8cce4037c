import { Client, type CombinedError, fetchExchange, type TypedDocumentNode } from 'urql';
import { fetchInTime } from './client.ts';
import { isPassing } from './errors.ts';

/** Asks one query; throws when it could not be read, or when the signal ended it. */
export type Reader = <Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) => Promise<Data>;

const waitsMs = [500, 2_000, 5_000];

/**
 * Reads past the cache: a whole history would fill it and make every screen look again. A failure that passes by
 * itself is tried again, so that a long reading survives a restart of the server.
 */
export function openReader(signal: AbortSignal): Reader {
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: (input, init) =>
      fetchInTime(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal }),
  });
  return async (document, variables) => {
    let failure: CombinedError | undefined;
    for (const waitMs of [0, ...waitsMs]) {
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      signal.throwIfAborted();
      const { data, error } = await client.query(document, variables).toPromise();
      if (data && !error) return data;
      failure = error;
      if (error && !isPassing(error)) break;
    }
    signal.throwIfAborted();
    throw failure ?? new Error('An answer without data.');
  };
}

type Page<Node> = {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
};

type ReadPage<Node> = (after: string | null) => Promise<Page<Node> | null | undefined>;

/** All rows of a connection, page by page. */
export async function* rowsOf<Node>(page: ReadPage<Node>): AsyncGenerator<Node> {
  let after: string | null = null;
  do {
    const found: Page<Node> | null | undefined = await page(after);
    if (!found) return;
    yield* found.nodes;
    after = found.pageInfo.hasNextPage ? (found.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}

export async function listOf<Node>(page: ReadPage<Node>): Promise<Node[]> {
  const rows: Node[] = [];
  for await (const row of rowsOf(page)) rows.push(row);
  return rows;
}
