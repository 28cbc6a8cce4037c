import { QuoteIcon } from 'lucide-react';
import { type RefObject, useEffect, useState } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';

type Chosen = { text: string; top: number; left: number };

const settleMs = 150;

/** Stands beside what a person has selected in a message, and takes it into the composer as a quotation. */
export function QuoteButton({
  scroller,
  onQuote,
}: {
  scroller: RefObject<HTMLElement | null>;
  onQuote: (text: string) => void;
}) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setChosen(readSelection(scroller.current)), settleMs);
    };
    document.addEventListener('selectionchange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('selectionchange', look);
    };
  }, [scroller]);
  if (!chosen) return null;
  const quote = () => {
    onQuote(chosen.text);
    getSelection()?.removeAllRanges();
    setChosen(null);
  };
  return (
    <div className="quote-button" style={{ top: chosen.top, left: chosen.left }}>
      {/* The press must not take the selection away before the click. */}
      <Button onClick={quote} onPointerDown={(event) => event.preventDefault()}>
        <QuoteIcon size={15} aria-hidden />
        {m.quote()}
      </Button>
    </div>
  );
}

/** What is selected within one message, and where its end is in the scrolled content. */
function readSelection(view: HTMLElement | null): Chosen | null {
  const selection = getSelection();
  if (!view || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const within = range.commonAncestorContainer;
  const element = within instanceof Element ? within : within.parentElement;
  const text = selection.toString().trim();
  if (text === '' || !view.contains(within) || !element?.closest('.markdown, .user-bubble')) return null;
  const box = range.getBoundingClientRect();
  const frame = view.getBoundingClientRect();
  return {
    text,
    top: box.bottom - frame.top + view.scrollTop + 6,
    left: Math.max(8, Math.min(box.left - frame.left, view.clientWidth - 120)),
  };
}
