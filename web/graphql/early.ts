import { conversationIdIn, shareTokenIn } from '../lib/paths.ts';
import { phone } from '../lib/phone.ts';
import { chatsPage, pinnedPage, threadPage } from './first-pages.ts';
import { earlyIds } from './generated/early.ts';

/**
 * What a page needs for its first look, asked while the program is still being loaded: a small chunk that
 * starts beside it. The program takes an answer in place of asking. Asked by id, so that the texts of the operations
 * stay where they are used; a server that does not know an id refuses, and the program asks as ever.
 */
type Name = keyof typeof earlyIds;

const answers = new Map<string, Promise<string | null>>();
let isOver = false;

/** Later than this, an answer is none. */
export const answerWithinMs = 30_000;

const type = 'application/graphql-response+json';

const keyOf = (operationName: string, variables: object = {}): string =>
  `${operationName} ${JSON.stringify(Object.entries(variables).sort())}`;

function ask(operationName: Name, variables: object = {}): Promise<string | null> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: earlyIds[operationName] } };
  // Read to its end while there is time: the program finds the text in memory.
  const answer = fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: type },
    body: JSON.stringify({ operationName, variables, extensions }),
    signal: AbortSignal.timeout(answerWithinMs),
  })
    .then((response) => (response.ok ? response.text() : null))
    .catch(() => null);
  answers.set(keyOf(operationName, variables), answer);
  return answer;
}

/** The feed goes on from where it was when the viewer was read, so lists have to be read after that. */
async function askAll(id: string | null): Promise<void> {
  const viewer = ask('Viewer');
  if (id !== null) ask('ThreadPage', { id, ...threadPage });
  const isSignedIn = (await viewer)?.includes('"viewer":{') ?? false;
  if (isOver || !isSignedIn) return;
  if (id !== null) ask('ConversationHead', { id });
  ask('Models');
  ask('Projects');
  if (matchMedia(phone).matches) return;
  ask('Conversations', chatsPage);
  ask('Conversations', pinnedPage);
}

if (shareTokenIn(location.pathname) === null) void askAll(conversationIdIn(location.pathname));

/** Once the page stands, what nobody took would be old news; with another session, all of it is. */
export function forgetEarly(): void {
  isOver = true;
  answers.clear();
}

/** The answer to a request that was asked early; taken once. Null: it has to be sent. */
export async function earlyAnswer(body: unknown): Promise<Response | null> {
  if (answers.size === 0 || typeof body !== 'string') return null;
  const { operationName, variables } = JSON.parse(body);
  const key = keyOf(operationName, variables);
  const answer = answers.get(key);
  answers.delete(key);
  const text = await answer;
  if (text == null) return null;
  return new Response(text, { headers: { 'content-type': type } });
}
