import { ChevronLeftIcon, ChevronRightIcon } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useIsWritten, useThreadActions } from './thread-actions.ts';

type Props = { messageId: string; siblingIds: readonly string[] };

/** ‹ 2/3 ›: steps through the versions of a message. Alt with an arrow does the same while the focus is in here. */
export function BranchNav({ messageId, siblingIds }: Props) {
  const actions = useThreadActions();
  const nav = useRef<HTMLFieldSetElement>(null);
  useFocusAfterStep(nav, messageId);
  const isOtherWritten = useIsWritten(siblingIds.filter((id) => id !== messageId));
  if (!actions || siblingIds.length < 2) return null;
  const at = siblingIds.indexOf(messageId);
  const version = m.versionOf({ at: at + 1, count: siblingIds.length });
  const step = (by: -1 | 1) => {
    const to = siblingIds[at + by];
    if (!to) return;
    if (nav.current?.contains(document.activeElement)) stepped = { to, by };
    actions.step(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    // Back is where one has come from, which depends on the script.
    step((event.key === 'ArrowLeft') === (document.dir !== 'rtl') ? -1 : 1);
  };
  return (
    <fieldset
      ref={nav}
      className="branch-nav"
      aria-label={isOtherWritten ? `${version}. ${m.versionWriting()}` : version}
      onKeyDown={onKeyDown}
    >
      <IconButton label={m.previousVersion()} size="small" disabled={at === 0} onClick={() => step(-1)}>
        <ChevronLeftIcon size={15} className="rtl:-scale-x-100" />
      </IconButton>
      <span className="text-xs tabular-nums text-ink-soft" aria-hidden>
        {at + 1}/{siblingIds.length}
      </span>
      {isOtherWritten && <span className="row-dot ms-1" title={m.versionWriting()} />}
      <IconButton
        label={m.nextVersion()}
        size="small"
        disabled={at === siblingIds.length - 1}
        onClick={() => step(1)}
      >
        <ChevronRightIcon size={15} className="rtl:-scale-x-100" />
      </IconButton>
    </fieldset>
  );
}

let stepped: { to: string; by: -1 | 1 } | null = null;

/** Another version is another message with buttons of its own: the focus goes on to them, so that one can step on. */
function useFocusAfterStep(nav: RefObject<HTMLFieldSetElement | null>, messageId: string): void {
  useEffect(() => {
    if (stepped?.to !== messageId || !nav.current) return;
    const buttons = [...nav.current.querySelectorAll('button')];
    if (stepped.by === 1) buttons.reverse();
    stepped = null;
    buttons.find(({ disabled }) => !disabled)?.focus({ preventScroll: true });
  }, [nav, messageId]);
}
