import { RefreshCwIcon } from 'lucide-react';
import { memo, useState } from 'react';
import { useDraft } from '../composer/draft-store.ts';
import { emptyDraft } from '../composer/drafts.ts';
import { FailureNotice } from '../generation/failure-notice.tsx';
import { isFinal, type LiveGeneration } from '../generation/streams.ts';
import { useLiveGeneration, useStreams } from '../generation/streams-context.ts';
import { Thinking } from '../generation/thinking.tsx';
import { type FragmentType, getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type { AssistantMessageViewFragment } from '../graphql/generated/graphql.ts';
import { shownText } from '../lib/clipboard.ts';
import { m } from '../lib/messages.ts';
import { usePreference } from '../lib/preferences.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later } from '../ui/later.tsx';
import { useViewer } from '../user/viewer.ts';
import { AnswerInfo } from './answer-info.tsx';
import { BranchNav } from './branch-nav.tsx';
import { CopyButton } from './copy-button.tsx';
import { editBox } from './edit-part.ts';
import { startEditing } from './editing.ts';
import { MessageMenu } from './message-menu.tsx';
import { MessageText } from './message-text.tsx';
import { RatingButtons, RatingNote } from './rating.tsx';
import { useThreadActions } from './thread-actions.ts';

export const AssistantMessageView = graphql(`
  fragment AssistantMessageView on Message {
    id
    text
    ...RatingView
    generation {
      id
      status
      createdAt
      finishReason
      failureMessage
      failureReason
      retryAt
      endedAt
      omittedMessages
      model {
        id
        displayName
      }
    }
  }
`);

type Props = {
  message: FragmentType<typeof AssistantMessageView>;
  parentId: string | null;
  siblingIds: readonly string[];
};

export const AssistantMessage = memo(function AssistantMessage({ message, parentId, siblingIds }: Props) {
  const data = getFragmentData(AssistantMessageView, message);
  const { id, text: storedText, generation } = data;
  const actions = useThreadActions();
  const [isNoting, setIsNoting] = useState(false);
  const streams = useStreams();
  const live = useLiveGeneration(generation);
  const { text: newest, ending } = latest({ storedText, generation, live });
  const omitted = generation?.omittedMessages ?? 0;
  const isLive = ending === null && generation != null;
  const isHeldBack = usePreference('whole-answers') && isLive;
  const text = isHeldBack ? '' : newest;
  const place = { viewerId: useViewer().id, messageId: id };
  const hasDraft = useDraft(place) !== emptyDraft;
  const isEditing = hasDraft && actions !== null && !isLive;
  const shown = text !== '' && <MessageText text={text} isLive={isLive} />;
  const modelName = generation?.model.displayName ?? m.appName();

  return (
    <article
      className="group/message"
      data-role="assistant"
      data-message={id}
      aria-labelledby={`said-${id}`}
      aria-busy={isLive}
    >
      <h2 id={`said-${id}`} className="sr-only">
        {m.modelSaid({ model: modelName })}
      </h2>
      {text === '' && isLive && <Thinking since={live?.startedAt} />}
      {isEditing ? (
        <Later part={editBox} props={{ place, original: text, isAnswer: true }} meanwhile={shown} />
      ) : (
        shown
      )}
      {live?.isLost && generation && (
        <FailureNotice
          ending={null}
          model={modelName}
          hasText={text !== ''}
          onReconnect={() => streams.hurry(generation.id)}
        />
      )}
      {ending && (
        <FailureNotice
          ending={ending}
          model={modelName}
          hasText={text !== ''}
          onRetry={actions && (() => actions.regenerate({ id, parentId }))}
          onContinue={actions && (() => actions.goOn({ id, parentId }))}
        />
      )}
      {ending && omitted > 0 && <p className="mt-3 text-sm text-ink-soft">{m.omitted({ count: omitted })}</p>}
      <AnswerActions
        message={data}
        parentId={parentId}
        siblingIds={siblingIds}
        isLive={isLive}
        isEditing={isEditing}
        hasText={text !== ''}
        modelName={modelName}
        onNote={setIsNoting}
      />
      {isNoting && <RatingNote message={data} onEnd={() => setIsNoting(false)} />}
    </article>
  );
});

type ActionsProps = {
  message: AssistantMessageViewFragment;
  parentId: string | null;
  siblingIds: readonly string[];
  isLive: boolean;
  isEditing: boolean;
  hasText: boolean;
  modelName: string;
  onNote: (isNoting: boolean) => void;
};

/** Renders with the beginning and the end of an answer, and not with its tokens. */
const AnswerActions = memo(function AnswerActions({
  message,
  parentId,
  siblingIds,
  isLive,
  isEditing,
  hasText,
  modelName,
  onNote,
}: ActionsProps) {
  const { id, text: storedText, generation } = message;
  const actions = useThreadActions();
  const streams = useStreams();
  const viewerId = useViewer().id;
  const text = () =>
    latest({ storedText, generation, live: generation ? streams.get(generation.id) : null }).text;
  return (
    <div className="message-actions" data-live={isLive} data-hidden={isEditing}>
      <BranchNav messageId={id} siblingIds={siblingIds} />
      <CopyButton text={text} plain={() => answerText(id) ?? text()} label={m.copy()} copies="message" />
      {actions && (
        <IconButton label={m.regenerate()} size="small" onClick={() => actions.regenerate({ id, parentId })}>
          <RefreshCwIcon size={15} />
        </IconButton>
      )}
      {!isLive && hasText && <RatingButtons message={message} onNote={onNote} />}
      {generation && !isLive && <AnswerInfo generationId={generation.id} />}
      <MessageMenu
        messageId={id}
        text={text}
        onEdit={isLive || !hasText ? undefined : () => startEditing({ viewerId, messageId: id }, text())}
        answer={{ parentId, modelId: generation?.model.id ?? null }}
      />
      <span className="px-1.5 text-xs text-ink-soft coarse:px-3.5">{modelName}</span>
    </div>
  );
});

const answerText = (id: string): string | null => {
  const shown = document.querySelector(`[data-message="${CSS.escape(id)}"] .markdown`);
  return shown && shownText(shown);
};

type Sources = {
  storedText: string;
  generation: AssistantMessageViewFragment['generation'];
  live: LiveGeneration | null;
};

/** The stored ending counts; while there is none, what the stream holds is newer than what a query brought. */
function latest({ storedText, generation, live }: Sources) {
  if (!generation) return { text: storedText, ending: null };
  if (isFinal(generation.status)) return { text: storedText, ending: generation };
  if (live?.ended) return { text: live.text, ending: live.ended };
  return { text: live?.text || storedText, ending: null };
}
