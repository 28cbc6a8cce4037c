import { useEffect } from 'react';
import { Composer } from '../composer/composer.tsx';
import { ContextGauge } from '../composer/context-gauge.tsx';
import { changeDraft, type DraftPlace, getDraft } from '../composer/draft-store.ts';
import { Greeting, Suggestions } from '../composer/empty-state.tsx';
import { ModelPicker } from '../composer/model-picker.tsx';
import { chooseNewChatModel, useModels, useNewChatModel } from '../composer/use-models.ts';
import { useConversationActions } from '../conversation/use-conversation-actions.ts';
import { Announcer } from '../generation/announcer.tsx';
import { useIsRunning } from '../generation/streams-context.ts';
import { useStopGeneration } from '../generation/use-stop-generation.ts';
import { m } from '../lib/messages.ts';
import { Thread } from '../message/thread.tsx';
import { useViewer } from '../user/viewer.ts';
import { ChatHeader } from './chat-header.tsx';
import { ChatMissing, ChatSkeleton } from './chat-states.tsx';
import { useConversation } from './use-conversation.ts';
import { useSendTurn } from './use-send-turn.ts';

type Props = {
  conversationId: string | null;
  onOpenSidebar: (() => void) | null;
  onStarted: (path: string) => void;
};

/** A new chat and an existing one are the same page, so that the first send changes the address and nothing else. */
export function ChatPage({ conversationId, onOpenSidebar, onStarted }: Props) {
  const viewer = useViewer();
  const place: DraftPlace = { viewerId: viewer.id, conversationId };
  const conversation = useConversation(conversationId);
  const { state, head, lastGeneration } = conversation;
  const isGenerating = useIsRunning(lastGeneration);
  const stop = useStopGeneration();
  const newChatModel = useNewChatModel(useModels().models);
  const { setModel } = useConversationActions();
  const { turn, nodes, send, retry } = useSendTurn({
    place,
    nodes: conversation.nodes,
    modelId: newChatModel?.id ?? null,
    onStarted,
    onBehind: conversation.reload,
  });
  useTitle(head?.title);

  if (state === 'missing' || state === 'failed') {
    return (
      <>
        <ChatHeader title={null} conversationId={null} onOpenSidebar={onOpenSidebar} />
        <ChatMissing hasFailed={state === 'failed'} onRetry={conversation.reload} />
      </>
    );
  }
  const isEmpty = conversationId === null && !turn.pending;
  const model = conversationId ? (head?.model ?? null) : newChatModel;
  const chooseModel = (id: string) =>
    conversationId ? setModel(conversationId, id) : chooseNewChatModel(id);
  const leafId = conversation.nodes.at(-1)?.id;
  const composer = (
    <Composer
      place={place}
      placeholder={isEmpty ? m.placeholder() : m.placeholderReply()}
      problem={turn.problem}
      isSending={turn.pending !== null || state === 'loading'}
      isGenerating={isGenerating}
      onSend={send}
      onStop={() => lastGeneration && stop(lastGeneration.id)}
      modelPicker={<ModelPicker current={model} onChoose={chooseModel} />}
      gauge={
        conversationId &&
        leafId &&
        model && <ContextGauge {...{ conversationId, leafId, isGenerating }} modelId={model.id} />
      }
      onChooseModel={chooseModel}
    />
  );
  const suggest = (text: string) => {
    changeDraft(place, { ...getDraft(place), text });
    document.querySelector<HTMLElement>('form textarea')?.focus();
  };
  return (
    <>
      <ChatHeader
        title={head?.title ?? null}
        conversationId={head?.id ?? null}
        onOpenSidebar={onOpenSidebar}
      />
      <Announcer generation={lastGeneration} />
      {isEmpty && <div className="empty-top">{<Greeting name={viewer.displayName} />}</div>}
      {state === 'loading' && <ChatSkeleton />}
      {!isEmpty && state !== 'loading' && (
        <Thread
          threadKey={conversationId ?? 'new'}
          conversationId={conversationId}
          nodes={nodes}
          olderCursor={conversation.olderCursor}
          pending={turn.pending}
          hasSent={turn.hasSent}
          onRetry={retry}
        />
      )}
      {composer}
      {isEmpty && (
        <div className="empty-bottom">
          <Suggestions onSuggest={suggest} />
        </div>
      )}
    </>
  );
}

function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${m.appName()}` : m.appName();
  }, [title]);
}
