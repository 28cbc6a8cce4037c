import { useMemo, useRef } from 'react';
import { useClient } from 'urql';
import { returnToComposer } from '../composer/quote.ts';
import { refusalSentence } from '../graphql/errors.ts';
import { threadPage } from '../graphql/first-pages.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { m } from '../lib/messages.ts';
import { newKey } from '../lib/new-key.ts';
import { conversationPath, messagePath } from '../lib/paths.ts';
import { showToast } from '../lib/toast.ts';
import type { ThreadActions } from '../message/thread-actions.ts';
import { ForkConversation, readMessages, ShowMessage, ShownThread } from '../message/thread-document.ts';

type Input = Pick<ThreadActions, 'edit' | 'regenerate' | 'goOn' | 'models'> & {
  conversationId: string | null;
  isPermalink: boolean;
  onGo: (path: string) => void;
};

/** What can be done with the messages of this thread; one object for its life, so that no message renders for it. */
export function useThreadActionsOf(input: Input): ThreadActions | null {
  const client = useClient();
  const latest = useRef(input);
  latest.current = input;
  const { conversationId, models } = input;

  return useMemo(() => {
    if (!conversationId) return null;
    const arrive: ThreadActions['arrive'] = (messageId, shown) => {
      const { thread } = getFragmentData(ShownThread, shown);
      const isThere = readMessages(thread.nodes).some(({ id }) => id === messageId);
      const { isPermalink, onGo } = latest.current;
      if (isPermalink || !isThere) onGo(messagePath(conversationId, messageId));
    };
    return {
      arrive,
      conversationId,
      models,
      // What was pressed goes with the turn that it changes.
      edit(...args) {
        returnToComposer();
        return latest.current.edit(...args);
      },
      regenerate(...args) {
        returnToComposer();
        latest.current.regenerate(...args);
      },
      goOn(...args) {
        returnToComposer();
        latest.current.goOn(...args);
      },
      async step(messageId) {
        const change = { conversationId, activeMessageId: messageId };
        const { data } = await client.mutation(ShowMessage, { input: change, ...threadPage });
        const result = data?.updateConversation;
        if (result?.__typename !== 'UpdateConversationPayload') {
          showToast(refusalSentence(result, m.branchFailed()));
          return;
        }
        arrive(messageId, result.conversation);
      },
      async fork(messageId, include) {
        const request = { idempotencyKey: newKey(), messageId, include };
        const { data } = await client.mutation(ForkConversation, { input: request });
        const result = data?.forkConversation;
        if (result?.__typename !== 'ForkConversationPayload') {
          showToast(refusalSentence(result, m.errorServer()));
          return;
        }
        latest.current.onGo(conversationPath(result.conversation.id));
        showToast(m.forked());
      },
    };
  }, [client, conversationId, models]);
}
