import { ArrowUpIcon, SquareIcon } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type SubmitEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { usePreference } from '../lib/preferences.ts';
import { useCountdown } from '../lib/use-countdown.ts';
import { useMedia } from '../lib/use-media.ts';
import { Notice } from '../ui/notice.tsx';
import { RetryTime } from '../ui/retry-time.tsx';
import { changeDraft, type DraftPlace, useDraft } from './draft-store.ts';
import { isLongPaste, wholeText } from './drafts.ts';
import { PasteChips } from './paste-chips.tsx';
import { PresetMenu } from './preset-menu.tsx';
import { TemperatureChip } from './temperature-chip.tsx';
import { useAutosize } from './use-autosize.ts';
import { usePresetMenu } from './use-preset-menu.ts';
import type { SendProblem } from './use-send-message.ts';
import { useTypeAnywhere } from './use-type-anywhere.ts';

const longest = 100_000;

type Props = {
  place: DraftPlace;
  placeholder: string;
  modelPicker: ReactNode;
  gauge: ReactNode;
  /** What waits for the answer to end, and how that is told to who does not see it. */
  queued: ReactNode;
  queuedState: string | null;
  problem: SendProblem | null;
  isSending: boolean;
  /** What was sent before waits for a connection. */
  isQueued: boolean;
  isGenerating: boolean;
  /** Length of what is queued already, which becomes one message with the next one. */
  queuedLength: number;
  onChooseModel: (modelId: string) => void;
  onSend: (text: string) => void;
  onStop: () => void;
  /** Opens the last message of one's own for writing it anew; null where there is none. */
  onEditLast: (() => void) | null;
};

export function Composer(props: Props) {
  const { place, placeholder, modelPicker, gauge, problem, isSending, isQueued, isGenerating } = props;
  const { onChooseModel, onSend, onStop, onEditLast } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(place);
  const [isHinting, setIsHinting] = useState(false);
  const isCoarse = useMedia('(pointer: coarse)');
  const isEnterNewLine = usePreference('command-enter-sends') || isCoarse;
  const text = wholeText(draft);
  const over = text.length + (isGenerating ? props.queuedLength : 0) - longest;
  const isShown = problem !== null && (problem.kind === 'error' || isGenerating);
  // Without a connection it waits in sight (use-send-turn), behind an answer as well (queue).
  const canSend = text !== '' && over <= 0 && !isSending;
  const hint = isHinting && isQueued ? m.waitForQueued() : null;
  const presets = usePresetMenu(draft.text, ({ text, model, temperature }) => {
    changeDraft(place, { ...draft, text, temperature: temperature ?? undefined });
    if (model) onChooseModel(model.id);
    box.current?.focus();
  });
  useAutosize(box, draft.text);
  useTypeAnywhere(box);
  useFocusOn(box, place.conversationId, isCoarse);

  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    setIsHinting(isQueued && text !== '');
    if (!canSend) return;
    onSend(text);
    box.current?.focus();
  };
  const stop = () => {
    onStop();
    box.current?.focus();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n');
    if (!isLongPaste(pasted)) return;
    event.preventDefault();
    changeDraft(place, { ...draft, pastes: [...(draft.pastes ?? []), pasted] });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (presets.onKey(event)) return;
    if (event.key === 'Escape' && isGenerating) return stop();
    if (event.key === 'ArrowUp' && draft.text === '' && onEditLast) {
      event.preventDefault();
      return onEditLast();
    }
    // 229: Safari ends a composition before the Enter that confirms it.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return;
    const isCommand = event.metaKey || event.ctrlKey;
    if (!isCommand && (event.shiftKey || isEnterNewLine)) return;
    event.preventDefault();
    submit();
  };

  return (
    <form className="composer-area" onSubmit={submit} aria-label={m.composer()}>
      {isShown && <Problem problem={problem} />}
      <PresetMenu menu={presets} />
      {props.queued}
      <p role="status" className="sr-only">
        {props.queuedState}
      </p>
      <div className="composer">
        <PasteChips place={place} />
        <textarea
          ref={box}
          rows={1}
          aria-label={m.message()}
          placeholder={placeholder}
          // Of nothing, `auto` would make a line from the left, also of a placeholder in Arabic.
          dir={draft.text === '' ? undefined : 'auto'}
          enterKeyHint={isEnterNewLine ? 'enter' : 'send'}
          value={draft.text}
          onChange={(event) => changeDraft(place, { ...draft, text: event.target.value })}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          {...presets.boxProps}
        />
        <div className="flex items-center justify-between gap-2">
          {modelPicker}
          {draft.temperature !== undefined && (
            <TemperatureChip
              value={draft.temperature}
              onRemove={() => changeDraft(place, { ...draft, temperature: undefined })}
            />
          )}
          <span className="flex-1" />
          {gauge}
          {isGenerating && text !== '' && (
            <button
              type="submit"
              className="send send-later"
              aria-label={m.queueSend()}
              title={m.queueSend()}
              disabled={!canSend}
            >
              <ArrowUpIcon size={20} aria-hidden />
            </button>
          )}
          {isGenerating ? (
            <button type="button" className="send" aria-label={m.stop()} title={m.stop()} onClick={stop}>
              <SquareIcon size={14} fill="currentColor" aria-hidden />
            </button>
          ) : (
            <button type="submit" className="send" aria-label={m.send()} title={m.send()} disabled={!canSend}>
              <ArrowUpIcon size={20} aria-hidden />
            </button>
          )}
        </div>
      </div>
      <p className="composer-foot" role={isHinting || over > 0 ? 'status' : undefined}>
        {over > 0 && m.tooLong({ over: wholeNumber(over) })}
        {over <= 0 && (hint ?? m.disclaimer())}
      </p>
    </form>
  );
}

function Problem({ problem }: { problem: SendProblem }) {
  const seconds = useCountdown(problem.retryAt);
  return (
    <Notice kind={problem.kind}>
      {problem.text}
      <RetryTime seconds={seconds} />
    </Notice>
  );
}

/** A chat that is opened is ready to be written in; not on a phone, where the keyboard would cover it. */
function useFocusOn(
  box: React.RefObject<HTMLTextAreaElement | null>,
  conversationId: string | null,
  isCoarse: boolean,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is another box to a person.
  useEffect(() => {
    if (!isCoarse) box.current?.focus({ preventScroll: true });
  }, [box, conversationId, isCoarse]);
}
