import { useMutation } from 'urql';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { DeleteConversation, RenameConversation, SetConversationModel } from './documents.ts';

/** Changes to a conversation. All show at once (see graphql/cache.ts) and are taken back when the server refuses. */
export function useConversationActions() {
  const [, rename] = useMutation(RenameConversation);
  const [, setModel] = useMutation(SetConversationModel);
  const [, remove] = useMutation(DeleteConversation);

  return {
    async rename(conversationId: string, title: string): Promise<void> {
      const { data } = await rename({ input: { conversationId, title } });
      const result = data?.updateConversation;
      if (result?.__typename === 'UpdateConversationPayload') return;
      showToast(result?.message ?? m.renameFailed());
    },
    async setModel(conversationId: string, modelId: string): Promise<void> {
      const { data } = await setModel({ input: { conversationId, modelId } });
      const result = data?.updateConversation;
      if (result?.__typename === 'UpdateConversationPayload') return;
      showToast(result?.message ?? m.modelChangeFailed());
    },
    async remove(conversationId: string): Promise<boolean> {
      const { data } = await remove({ input: { conversationId } });
      // Gone already is as good as deleted.
      if (data) return true;
      showToast(m.deleteFailed());
      return false;
    },
  };
}
