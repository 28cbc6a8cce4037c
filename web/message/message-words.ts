import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { AssistantMessageView } from './assistant-message.tsx';
import type { MessageNode } from './turn.tsx';
import { readUserMessage } from './user-message.tsx';

export type MessageWords = {
  id: string;
  role: 'USER' | 'ASSISTANT';
  text: string;
  /** Stands below an answer where it is given. */
  modelName?: string | null;
};

/** Who said what, of a message as the thread loads it. */
export function wordsOf(node: MessageNode): MessageWords {
  const { id, role } = node;
  const text =
    role === 'USER' ? readUserMessage(node).text : getFragmentData(AssistantMessageView, node).text;
  return { id, role, text };
}
