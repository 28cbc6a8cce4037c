import { useQuery } from 'urql';
import { ConversationNews } from '../conversation/documents.ts';
import ShareDialog from './share-dialog.tsx';

/** Shares a chat that need not be open, as it stands now. The default export, because it comes when it is asked for. */
export default function ShareChat({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) {
  const [{ data }] = useQuery({
    query: ConversationNews,
    variables: { id: conversationId },
    requestPolicy: 'cache-and-network',
  });
  const node = data?.node?.__typename === 'Conversation' ? data.node : null;
  const isWriting = (node?.activeGenerations.length ?? 0) > 0;
  if (!node) return null;
  const leafId = isWriting ? null : (node.activeLeaf?.id ?? null);
  return <ShareDialog {...{ conversationId, leafId, onClose }} />;
}
