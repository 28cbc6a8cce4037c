import { ChevronLeftIcon, ChevronRightIcon } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useThreadActions } from './thread-actions.ts';

type Props = { messageId: string; siblingIds: readonly string[] };

/** ‹ 2/3 ›: steps through the versions of a message. Alt with an arrow does the same while the focus is in here. */
export function BranchNav({ messageId, siblingIds }: Props) {
  const actions = useThreadActions();
  if (!actions || siblingIds.length < 2) return null;
  const at = siblingIds.indexOf(messageId);
  const before = siblingIds[at - 1];
  const after = siblingIds[at + 1];
  const onKeyDown = (event: KeyboardEvent) => {
    const to = event.key === 'ArrowLeft' ? before : event.key === 'ArrowRight' ? after : undefined;
    if (!event.altKey || !to) return;
    event.preventDefault();
    actions.step(to);
  };
  return (
    <fieldset
      className="branch-nav"
      aria-label={m.versionOf({ at: at + 1, count: siblingIds.length })}
      onKeyDown={onKeyDown}
    >
      <IconButton
        label={m.previousVersion()}
        size="small"
        disabled={!before}
        onClick={() => before && actions.step(before)}
      >
        <ChevronLeftIcon size={15} />
      </IconButton>
      <span className="text-xs tabular-nums text-ink-soft" aria-hidden>
        {at + 1}/{siblingIds.length}
      </span>
      <IconButton
        label={m.nextVersion()}
        size="small"
        disabled={!after}
        onClick={() => after && actions.step(after)}
      >
        <ChevronRightIcon size={15} />
      </IconButton>
    </fieldset>
  );
}
