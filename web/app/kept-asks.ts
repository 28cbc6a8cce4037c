import type { Send } from '../composer/sends.ts';
import type { TurnRequest } from '../composer/turn-documents.ts';
import { readStoredJson, removeStoredUnder, storedNames, writeStored } from '../lib/storage.ts';

/** A request for an answer, and what the page shows until the server has answered. */
export type Asked = {
  conversationId: string | null;
  request: TurnRequest;
  shown: Pick<Send, 'text' | 'afterMessageId' | 'isBranch'> | null;
};

/** A text is kept by its draft. */
const isKept = ({ request: { kind } }: Asked) => kind === 'regenerateMessage' || kind === 'continueMessage';

const under = (viewerId: string) => `parley:${viewerId}:asked:`;

/** Keeps what waits for a connection through a reload; its key makes one answer of it. */
export function keepAsk(viewerId: string, asked: Asked): void {
  if (isKept(asked)) writeStored(under(viewerId) + asked.conversationId, JSON.stringify(asked));
}

export function forgetAsk(viewerId: string, asked: Asked): void {
  if (isKept(asked)) writeStored(under(viewerId) + asked.conversationId, null);
}

export const keptAsks = (viewerId: string): Asked[] =>
  storedNames(under(viewerId)).flatMap((name) => readStoredJson<Asked>(name) ?? []);

/** A browser that is signed out keeps nothing of its person. */
export const forgetAsks = (viewerId: string): void => removeStoredUnder(under(viewerId));
