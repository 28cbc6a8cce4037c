import { CornerDownLeftIcon, MessageSquareIcon } from 'lucide-react';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { ComboOption } from '../ui/combo-option.tsx';
import { Marked } from './marked.tsx';
import type { Option } from './palette-options.ts';

type Props = { id: string; option: Option; isActive: boolean; onPoint: () => void; onChoose: () => void };

export function OptionRow({ option, ...row }: Props) {
  return (
    <ComboOption {...row} className={option.kind === 'message' && 'palette-message'}>
      <Body option={option} />
      <CornerDownLeftIcon size={14} aria-hidden className="palette-enter" />
    </ComboOption>
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
