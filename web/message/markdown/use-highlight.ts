import { useEffect, useState } from 'react';
import type { CodeHighlighterPlugin, HighlightToken } from 'streamdown';

type Fence = { code: string; language: string; isOpen: boolean };

const themes: ['github-light-default', 'github-dark-default'] = [
  'github-light-default',
  'github-dark-default',
];
const mostCharacters = 60_000;
const noLines: HighlightToken[][] = [];

let loading: Promise<CodeHighlighterPlugin> | undefined;

function loadHighlighter(): Promise<CodeHighlighterPlugin> {
  loading ??= import('@streamdown/code').then(
    (code) => code.createCodePlugin({ themes }) as CodeHighlighterPlugin,
  );
  return loading;
}

/** Highlighted lines of a fence, late by as much as the highlighter needs; lines that are settled keep their identity. */
export function useHighlight({ code, language, isOpen }: Fence): HighlightToken[][] {
  const [lines, setLines] = useState(noLines);
  useEffect(() => {
    if (!language || code.length > mostCharacters) return;
    let isCurrent = true;
    const show = (result: { tokens: HighlightToken[][] } | null) => {
      if (isCurrent && result) setLines(result.tokens);
    };
    loadHighlighter().then(
      (highlighter) => {
        if (!isCurrent || !highlighter.supportsLanguage(language)) return;
        show(highlighter.highlight({ code, language, themes, isIncomplete: isOpen }, show));
      },
      () => {
        // The highlighter's chunk could not be loaded: code stays plain, the next block tries again.
        loading = undefined;
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [code, language, isOpen]);
  return lines;
}
