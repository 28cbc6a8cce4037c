import { useState } from 'react';
import { m } from '../lib/messages.ts';

const longLines = 24;
const longCharacters = 2_400;

/** What a person wrote. A long text is folded: who looks for the answer should not have to scroll past a log file. */
export function UserText({ text }: { text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong = text.length > longCharacters || text.split('\n', longLines + 1).length > longLines;
  return (
    <div className="user-bubble" dir="auto">
      <div data-folded={isLong && !isOpen}>{text}</div>
      {isLong && (
        <button
          type="button"
          className="bubble-more"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? m.showLess() : m.showMore()}
        </button>
      )}
    </div>
  );
}
