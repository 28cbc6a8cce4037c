import { useCallback, useDeferredValue, useState } from 'react';
import { Composer } from '../composer/composer.tsx';
import { ContextGauge } from '../composer/context-gauge.tsx';
import { changeDraft, type DraftPlace, getDraft } from '../composer/draft-store.ts';
import { Greeting, Suggestions } from '../composer/empty-state.tsx';
import { ModelPicker } from '../composer/model-picker.tsx';
import { enqueue, queuedState, unqueue, useQueued } from '../composer/queue.ts';
import { focusComposer, quoteInto } from '../composer/quote.ts';
import { takeBack, threadKeyOf, useSendState } from '../composer/sends.ts';
import { chooseNewChatModel, useModels, useNewChatModel } from '../composer/use-models.ts';
import { setTemporary, useListView } from '../conversation/list-view.ts';
import { useConversationActions } from '../conversation/use-conversation-actions.ts';
import { useShownProject } from '../conversation/use-projects.ts';
import { Announcer } from '../generation/announcer.tsx';
import { useIsRunning } from '../generation/streams-context.ts';
import { useStopGeneration } from '../generation/use-stop-generation.ts';
import { m } from '../lib/messages.ts';
import { conversationPath } from '../lib/paths.ts';
import { startEditing } from '../message/editing.ts';
import { useFormatter } from '../message/message-text.tsx';
import { isThreadCold, Thread } from '../message/thread.tsx';
import { GeneratingProvider, ThreadActionsProvider, WritingProvider } from '../message/thread-actions.ts';
import { readUserMessage } from '../message/user-message.tsx';
import { Later, part } from '../ui/later.tsx';
import { useViewer } from '../user/viewer.ts';
import { ChatHeader } from './chat-header.tsx';
import { ChatNote, NewChatNote, TrashNote } from './chat-notes.tsx';
import { ChatMissing, ChatSkeleton } from './chat-states.tsx';
import { useConversation } from './use-conversation.ts';
import { useKeepChat } from './use-keep-chat.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useMoveDown } from './use-move-down.ts';
import { usePermalink } from './use-permalink.ts';
import { usePrintKey } from './use-print-key.ts';
import { useSendTurn } from './use-send-turn.ts';
import { useThreadActionsOf } from './use-thread-actions.ts';
import { useTitle } from './use-title.ts';
import { useWritingIds } from './use-writing-ids.ts';

const queuedCard = part(() => import('../composer/queued-card.tsx'));
const printSheet = part(() => import('../message/print-sheet.tsx'));

const noModels: never[] = [];

type Props = {
  conversationId: string | null;
  /** The message that the address points at. */
  messageId: string | null;
  onOpenSidebar: (() => void) | null;
  onGo: (path: string) => void;
};

/** A new chat and an existing one are the same page, so that the first send changes the address and nothing else. */
export function ChatPage({ conversationId, messageId, onOpenSidebar, onGo }: Props) {
  const viewer = useViewer();
  const place: DraftPlace = { viewerId: viewer.id, conversationId };
  const { pending } = useSendState(threadKeyOf(conversationId));
  const conversation = useConversation(conversationId, pending !== null);
  const queued = useQueued(place);
  const writingIds = useWritingIds(conversationId);
  const { state, head, lastGeneration } = conversation;
  const isReady = state === 'ready';
  const isFormatted = useFormatter(conversationId !== null);
  const isThreadReady = isReady && isFormatted;
  const isThreadBegun = useDeferredValue(isThreadReady, false);
  const permalink = usePermalink({ conversationId, messageId, nodes: conversation.nodes, isReady });
  const isGenerating = useIsRunning(lastGeneration);
  const stop = useStopGeneration();
  const { models } = useModels();
  const newChatModel = useNewChatModel(models);
  const { setModel, markRead, restore } = useConversationActions();
  const { isTemporary } = useListView();
  const [isPrinting, setIsPrinting] = useState(false);
  const endPrinting = useCallback(() => setIsPrinting(false), []);
  usePrintKey(conversationId !== null, () => setIsPrinting(true));
  const project = useShownProject();
  useMarkRead(head, isGenerating, markRead);
  const { turn, nodes, send, ...grow } = useSendTurn({
    place,
    nodes: conversation.nodes,
    beginning: {
      modelId: newChatModel?.id ?? null,
      // A temporary chat is kept nowhere, so in no project either.
      ...(isTemporary ? { temporary: true } : project ? { projectId: project.id } : {}),
    },
    onStarted: (path) => {
      setTemporary(false);
      onGo(path);
    },
    onBehind: conversation.reload,
  });
  // The first thread is long to render: in slices. A later one would only come later, and one begun here is there.
  const isThreadShown = isThreadReady && (isThreadBegun || turn.hasSent || !isThreadCold());
  const isLoading = state === 'loading' || (isReady && !isThreadShown);
  const actions = useThreadActionsOf({
    ...grow,
    conversationId,
    models: models ?? noModels,
    isPermalink: messageId !== null,
    onGo,
  });
  const toLatest = () => conversationId && onGo(conversationPath(conversationId));
  const isEmpty = conversationId === null && !turn.pending;
  const moveDown = useMoveDown(isEmpty);
  useTitle(head?.title);
  useKeepChat({ head, nodes, isGenerating });

  if (state === 'missing' || state === 'failed') {
    return (
      <>
        <ChatHeader title={null} onOpenSidebar={onOpenSidebar} />
        <ChatMissing hasFailed={state === 'failed'} onRetry={conversation.reload} />
      </>
    );
  }
  const isInTrash = head?.deletedAt != null;
  const model = conversationId ? (head?.model ?? null) : newChatModel;
  const chooseModel = (id: string) =>
    conversationId ? setModel(conversationId, id) : chooseNewChatModel(id);
  const leafId = conversation.nodes.at(-1)?.id;
  const followed = leafId && lastGeneration ? { parentId: leafId, generationId: lastGeneration.id } : null;
  const stopAnswer = () => lastGeneration && stop(lastGeneration.id);
  const last = nodes.findLast(({ role }) => role === 'USER');
  const editLast =
    last && actions ? () => startEditing({ ...place, messageId: last.id }, readUserMessage(last).text) : null;
  const composer = (
    <Composer
      place={place}
      placeholder={isEmpty ? m.placeholder() : m.placeholderReply()}
      problem={turn.problem}
      isSending={turn.pending !== null || state === 'loading'}
      isQueued={turn.pending?.isQueued ?? false}
      isGenerating={isGenerating}
      onSend={(text) => {
        if (messageId) toLatest();
        if (isGenerating && followed) return enqueue(place, text, followed);
        moveDown();
        void send(text);
      }}
      onStop={stopAnswer}
      onEditLast={queued ? () => unqueue(place) : editLast}
      queuedState={queued && queuedState(queued)}
      queuedLength={queued ? queued.text.length + 2 : 0}
      queued={
        queued &&
        queued.key !== pending?.key && (
          <Later part={queuedCard} props={{ place, queued, followed, isGenerating, onStop: stopAnswer }} />
        )
      }
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
    focusComposer();
  };
  return (
    <>
      <ChatHeader
        title={head?.title ?? null}
        conversation={head}
        messageId={messageId}
        onOpenSidebar={onOpenSidebar}
        onShow={(id) => actions?.step(id)}
        onPrint={() => setIsPrinting(true)}
        share={isInTrash || head?.temporaryUntil ? null : { leafId: isGenerating ? null : (leafId ?? null) }}
      />
      {isInTrash && head && <TrashNote onRestore={() => void restore([head.id])} />}
      <Announcer generation={lastGeneration} />
      {isPrinting && head && (
        <Later
          part={printSheet}
          props={{
            conversationId: head.id,
            title: head.title,
            leafId: leafId ?? null,
            onEnd: endPrinting,
          }}
          onMissing={endPrinting}
        />
      )}
      {isEmpty && <div className="empty-top">{<Greeting name={viewer.displayName} />}</div>}
      {isLoading && <ChatSkeleton />}
      {permalink.state === 'missing' && <p className="thread-note">{m.messageMissing()}</p>}
      {!isEmpty && !isLoading && (
        <ThreadActionsProvider value={isInTrash ? null : actions}>
          <WritingProvider value={writingIds}>
            <GeneratingProvider value={isGenerating}>
              <Thread
                threadKey={`${conversationId ?? 'new'} ${permalink.window ? messageId : ''}`}
                conversationId={conversationId}
                nodes={permalink.window?.nodes ?? nodes}
                olderCursor={permalink.window ? permalink.window.olderCursor : conversation.olderCursor}
                newerCursor={permalink.window?.newerCursor ?? null}
                targetId={permalink.state === 'shown' ? messageId : null}
                pending={turn.pending}
                hasSent={turn.hasSent}
                onToLatest={toLatest}
                onTakeBack={() => takeBack(threadKeyOf(conversationId))}
                onQuote={isInTrash ? null : (text) => quoteInto(place, text)}
              />
            </GeneratingProvider>
          </WritingProvider>
        </ThreadActionsProvider>
      )}
      {!isInTrash && head && <ChatNote head={head} />}
      {!isInTrash && composer}
      {isEmpty && <NewChatNote />}
      {isEmpty && (
        <div className="empty-bottom">
          <Suggestions onSuggest={suggest} />
        </div>
      )}
    </>
  );
}
