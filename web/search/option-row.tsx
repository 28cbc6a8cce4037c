import clsx from 'clsx';
import { CornerDownLeftIcon, MessageSquareIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { Marked } from './marked.tsx';
import type { Option } from './palette-options.ts';

type Props = { id: string; option: Option; isActive: boolean; onPoint: () => void; onChoose: () => void };

export function OptionRow({ id, option, isActive, onPoint, onChoose }: Props) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the focus stays in the box above, which handles the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: an option of a combobox is never focused itself.
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={isActive}
      className={clsx('palette-option', option.kind === 'message' && 'palette-message')}
      onMouseMove={isActive ? undefined : onPoint}
      onClick={onChoose}
    >
      <Body option={option} />
      <CornerDownLeftIcon size={14} aria-hidden className="palette-enter" />
    </div>
  );
}

function Body({ option }: { option: Option }) {
  if (option.kind === 'command') {
    return (
      <>
        <span className="palette-icon">{option.command.icon}</span>
        <span className="min-w-0 flex-1 truncate">{option.command.label}</span>
      </>
    );
  }
  if (option.kind === 'chat') {
    return (
      <>
        <span className="palette-icon">
          <MessageSquareIcon size={16} aria-hidden />
        </span>
        <span className="min-w-0 flex-1 truncate" dir="auto">
          <Marked text={option.excerpt.trim() || m.untitled()} />
        </span>
        <Day at={option.chat.updatedAt} />
      </>
    );
  }
  return (
    <span className="min-w-0 flex-1">
      <span className="palette-who">{option.isMine ? m.searchYou() : m.searchModel()}</span>
      <span className="palette-excerpt" dir="auto">
        <Marked text={option.excerpt} />
      </span>
      {option.more > 0 && <span className="palette-more">{m.searchMore({ count: option.more })}</span>}
    </span>
  );
}

/** Day and month; the year too when it is not this one. */
export function Day({ at }: { at: string }) {
  const date = new Date(at);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  const text = formatDate(date, { day: 'numeric', month: 'short', year });
  return (
    <time dateTime={at} className="shrink-0 text-xs text-ink-soft">
      {text}
    </time>
  );
}
