import type { Catalog } from '../model/catalog.ts';
import type { ChatUsage } from '../model/chat-model.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { feedTopic } from '../platform/viewer.ts';
import { bill } from '../usage/ledger.ts';

/**
 * A title by the model after the first answer, in place of the first words. Best effort: it never delays or fails an
 * answer, and never replaces a title that a person chose.
 */
export type TitleContext = { db: Db; bell: Bell; catalog: Catalog; log: Log };

export type Exchange = {
  userId: string;
  conversationId: string;
  modelName: string;
  question: string;
  answer: string;
};

const maxLength = 80;
const deadlineMs = 20_000;
/** What a title needs of an exchange; more would only cost. */
const excerptLength = 1_000;

const instructions =
  'You write the title of a conversation. Answer with the title alone: at most six words, in the language of the ' +
  'conversation, no quotation marks, no full stop.';

/** Asks the model for a title and keeps it, unless a person was first. Resolves in any case. */
export async function proposeTitle(
  { db, bell, catalog, log }: TitleContext,
  exchange: Exchange,
): Promise<void> {
  const { conversationId: id, modelName, question, answer } = exchange;
  const { count } = await db.prisma.conversation.updateMany({
    // The one try is taken before the call, so that two answers at once ask only once.
    where: { id, titleSource: 'FIRST_WORDS' },
    data: { titleSource: 'MODEL' },
  });
  if (count === 0) return;
  try {
    const chat = await catalog.chat(modelName);
    const about = `User: ${question.slice(0, excerptLength)}\n\nAssistant: ${answer.slice(0, excerptLength)}`;
    const turns = [
      { role: 'system' as const, content: instructions },
      { role: 'user' as const, content: about.toWellFormed() },
    ];
    let said = '';
    let isWhole = false;
    let usage: ChatUsage | null = null;
    for await (const piece of chat.stream(
      { model: modelName, turns, maxOutputTokens: 40 },
      AbortSignal.timeout(deadlineMs),
    )) {
      if (piece.type === 'text') said += piece.text;
      else {
        isWhole = true;
        usage = piece.usage;
      }
    }
    if (usage) {
      const { userId } = exchange;
      const call = { userId, apiTokenId: null, conversationId: id, purpose: 'TITLE', modelName } as const;
      await bill({ db, catalog }, call, usage);
    }
    const title = tidy(said);
    if (!isWhole || title === '') return;
    await db.prisma.conversation.updateMany({ where: { id, titleSource: 'MODEL' }, data: { title } });
    bell.ring([feedTopic(exchange.userId)]);
  } catch (error) {
    log.info('no title was proposed', { conversationId: id, failure: (error as Error).message });
  }
}

function tidy(said: string): string {
  const line = (said.trim().split('\n')[0] ?? '').replace(/\p{Cc}/gu, '');
  const bare = line.replace(/^["'“”«»*#\s]+|["'“”«».*\s]+$/g, '');
  return bare.slice(0, maxLength).toWellFormed();
}
