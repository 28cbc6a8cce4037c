import { useRef, useState } from 'react';
import { m } from '../lib/messages.ts';

const longestTitle = 200;

type Props = { title: string; onEnd: (newTitle: string | null) => void };

/** Enter and leaving the field keep the new title, Esc does not. */
export function RenameField({ title, onEnd }: Props) {
  const [text, setText] = useState(title);
  const hasEnded = useRef(false);
  const end = (isKept: boolean) => {
    if (hasEnded.current) return;
    hasEnded.current = true;
    const newTitle = text.trim();
    onEnd(isKept && newTitle !== '' && newTitle !== title ? newTitle : null);
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field.
      autoFocus
      aria-label={m.renameField()}
      className="field h-9 coarse:h-11 px-2.5 text-sm"
      value={text}
      maxLength={longestTitle}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') end(true);
        if (event.key === 'Escape') end(false);
      }}
    />
  );
}
