import { useMemo } from 'react';
import { useClient } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import {
  DeleteConversations,
  EmptyTrash,
  MarkRead,
  MoveConversations,
  OrganizeConversations,
  RenameConversation,
  RestoreConversations,
  SetConversationModel,
} from './change-documents.ts';

/** What a mutation gave back: its payload, or why not. */
type Result = { __typename: string; code?: string; message?: string } | undefined;

const isDone = (result: Result): boolean => result?.__typename.endsWith('Payload') ?? false;

/** Changes to conversations. What takes something out of sight can be undone from the toast that says so. */
export function useConversationActions() {
  const client = useClient();
  return useMemo(() => {
    /** True if it was done; otherwise its reason was shown. */
    const check = (result: Result, failed: string): boolean => {
      if (!isDone(result)) showToast(refusalSentence(result, failed));
      return isDone(result);
    };

    async function organize(ids: readonly string[], change: { archived?: boolean; pinned?: boolean }) {
      const input = { conversationIds: [...ids], ...change };
      const { data } = await client.mutation(OrganizeConversations, { input });
      return check(data?.organizeConversations, m.changeFailed());
    }

    async function restore(ids: readonly string[]) {
      const { data } = await client.mutation(RestoreConversations, { input: { conversationIds: [...ids] } });
      return check(data?.restoreConversations, m.changeFailed());
    }

    async function move(ids: readonly string[], projectId: string | null) {
      const { data } = await client.mutation(MoveConversations, {
        input: { conversationIds: [...ids], projectId },
      });
      return check(data?.moveConversations, m.changeFailed());
    }

    return {
      organize,
      restore,
      async rename(conversationId: string, title: string): Promise<void> {
        const { data } = await client.mutation(RenameConversation, { input: { conversationId, title } });
        check(data?.updateConversation, m.renameFailed());
      },
      async setModel(conversationId: string, modelId: string): Promise<void> {
        const { data } = await client.mutation(SetConversationModel, { input: { conversationId, modelId } });
        check(data?.updateConversation, m.modelChangeFailed());
      },
      async markRead(conversationId: string): Promise<void> {
        await client.mutation(MarkRead, { input: { conversationId, unread: false } });
      },
      /** Into the archive or out of it. */
      async archive(ids: readonly string[], archived = true): Promise<void> {
        if (!(await organize(ids, { archived }))) return;
        const undo = () => void organize(ids, { archived: !archived });
        const said = archived ? m.archived({ count: ids.length }) : m.unarchived({ count: ids.length });
        showToast(said, { label: m.undo(), onChoose: undo });
      },
      /** `before`: where each of them was, for the undo. */
      async moveTo(before: ReadonlyMap<string, string | null>, projectId: string | null): Promise<void> {
        const ids = [...before.keys()];
        if (!(await move(ids, projectId))) return;
        const undo = () => {
          for (const [from, group] of Map.groupBy(ids, (id) => before.get(id) ?? null))
            void move(group, from);
        };
        showToast(m.moved({ count: ids.length }), { label: m.undo(), onChoose: undo });
      },
      /** Into the trash. */
      async remove(ids: readonly string[]): Promise<void> {
        const input = { conversationIds: [...ids] };
        const { data } = await client.mutation(DeleteConversations, { input });
        if (!check(data?.deleteConversations, m.deleteFailed())) return;
        showToast(m.trashed({ count: ids.length }), { label: m.undo(), onChoose: () => void restore(ids) });
      },
      async purge(ids: readonly string[]): Promise<void> {
        const input = { conversationIds: [...ids], permanently: true };
        const { data } = await client.mutation(DeleteConversations, { input });
        check(data?.deleteConversations, m.deleteFailed());
      },
      async emptyTrash(): Promise<void> {
        const { data } = await client.mutation(EmptyTrash, { input: { confirm: true } });
        check(data?.emptyTrash, m.deleteFailed());
      },
    };
  }, [client]);
}
