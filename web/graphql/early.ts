import { conversationIdIn, shareTokenIn } from '../lib/paths.ts';
import { earlyIds } from './generated/early.ts';
import { threadPage } from './thread-page.ts';

/**
 * What a page needs before it can show anything, asked while the program is still being loaded: a small chunk that
 * starts beside it. The program takes an answer in place of asking. Asked by id, so that the texts of the operations
 * stay where they are used; a server that does not know an id refuses, and the program asks as ever.
 */
type Name = keyof typeof earlyIds;

const answers = new Map<string, Promise<Response | null>>();

/** Later than this, an answer is none. */
export const answerWithinMs = 30_000;

const keyOf = (operationName: string, variables: object = {}): string =>
  `${operationName} ${JSON.stringify(Object.entries(variables).sort())}`;

function ask(operationName: Name, variables: object = {}): void {
  const extensions = { persistedQuery: { version: 1, sha256Hash: earlyIds[operationName] } };
  const answer = fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ operationName, variables, extensions }),
    signal: AbortSignal.timeout(answerWithinMs),
  })
    .then(whole)
    .catch(() => null);
  answers.set(keyOf(operationName, variables), answer);
}

/** Read to its end while there is time: the program finds the text in memory. */
async function whole(response: Response): Promise<Response | null> {
  if (!response.ok) return null;
  const { status, headers } = response;
  return new Response(await response.text(), { status, headers });
}

if (shareTokenIn(location.pathname) === null) {
  ask('Viewer');
  const id = conversationIdIn(location.pathname);
  if (id !== null) ask('ThreadPage', { id, ...threadPage });
}

/** The answer to a request that was asked early; taken once. Null: it has to be sent. */
export async function earlyAnswer(body: unknown): Promise<Response | null> {
  if (answers.size === 0 || typeof body !== 'string') return null;
  const { operationName, variables } = JSON.parse(body);
  const key = keyOf(operationName, variables);
  const answer = answers.get(key);
  answers.delete(key);
  return (await answer) ?? null;
}
