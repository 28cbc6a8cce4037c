import { useEffect, useState } from 'react';
import { highlight, listenForColours, type Token } from './highlighter.ts';

type Fence = { code: string; language: string; isOpen: boolean };

const mostCharacters = 60_000;
const noLines: Token[][] = [];
let blocks = 0;

/** Highlighted lines of a fence, late by as much as the highlighter needs; lines that are settled keep their identity. */
export function useHighlight({ code, language, isOpen }: Fence): Token[][] {
  const [block] = useState(() => {
    blocks += 1;
    return blocks;
  });
  const [lines, setLines] = useState(noLines);
  useEffect(
    () =>
      listenForColours(block, ({ from, lines: changed }) =>
        setLines((before) => [...before.slice(0, from), ...changed]),
      ),
    [block],
  );
  useEffect(() => {
    if (language && code.length <= mostCharacters) highlight({ block, code, language, isOpen });
  }, [block, code, language, isOpen]);
  return lines;
}
