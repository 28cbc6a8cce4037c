import { createContext, useContext } from 'react';
import type { Model } from '../composer/use-models.ts';
import type { FragmentType } from '../graphql/generated/fragment-masking.ts';
import type { ShownThread } from './thread-document.ts';

/** What a reader can do with the messages of a thread. The page provides it; a thread that is only looked at has none. */
export type ThreadActions = {
  conversationId: string;
  /** Shows another version of a message, and the thread that was last shown below it. */
  step: (messageId: string) => void;
  /** Its branch was just made the shown one: goes there if it is not in sight. */
  arrive: (messageId: string, shown: FragmentType<typeof ShownThread>) => void;
  /** False if it was refused: then the text is still to be edited. */
  edit: (messageId: string, text: string) => Promise<boolean>;
  /** Another answer to the same question, by the same model or another. */
  regenerate: (message: { id: string; parentId: string | null }, modelId?: string) => void;
  /** Goes on from where an answer broke off. */
  goOn: (message: { id: string; parentId: string | null }) => void;
  fork: (messageId: string, include: 'VISIBLE_PATH' | 'EVERYTHING_BELOW') => void;
  models: readonly Model[];
};

const ThreadActionsContext = createContext<ThreadActions | null>(null);

export const ThreadActionsProvider = ThreadActionsContext.Provider;

const GeneratingContext = createContext(false);

export const GeneratingProvider = GeneratingContext.Provider;

/** Whether an answer is being written at the end of this thread. */
export const useIsGenerating = (): boolean => useContext(GeneratingContext);

const WritingContext = createContext<readonly string[]>([]);

export const WritingProvider = WritingContext.Provider;

/** Whether an answer is being written as one of these messages, or below one. */
export const useIsWritten = (messageIds: readonly string[]): boolean => {
  const writing = useContext(WritingContext);
  return messageIds.some((id) => writing.includes(id));
};

export const useThreadActions = (): ThreadActions | null => useContext(ThreadActionsContext);
