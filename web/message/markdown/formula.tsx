import type katex from 'katex';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

type Katex = typeof katex;

let loaded: Katex | null = null;

async function loadKatex(): Promise<Katex> {
  const [module] = await Promise.all([import('katex'), import('katex/dist/katex.min.css')]);
  loaded = module.default;
  return loaded;
}

/**
 * A formula, set by KaTeX as elements and without innerHTML. Commands that lead out of the page stay off (`trust`), sizes
 * and macros are bounded. While KaTeX is on its way, and when it cannot read the formula, it is shown as written.
 */
export function Formula({ source, isDisplay }: { source: string; isDisplay: boolean }) {
  const box = useRef<HTMLSpanElement>(null);
  const [hasKatex, setHasKatex] = useState(loaded !== null);
  const [isSet, setIsSet] = useState(false);
  useEffect(() => {
    if (!hasKatex)
      loadKatex().then(
        () => setHasKatex(true),
        () => {},
      );
  }, [hasKatex]);
  useLayoutEffect(() => {
    if (!loaded || !hasKatex || !box.current) return;
    try {
      loaded.render(source, box.current, {
        displayMode: isDisplay,
        throwOnError: true,
        trust: false,
        strict: 'ignore',
        maxSize: 20,
        maxExpand: 500,
      });
      setIsSet(true);
    } catch {
      setIsSet(false);
    }
  }, [source, isDisplay, hasKatex]);
  return (
    <span dir="ltr">
      <span ref={box} hidden={!isSet} />
      {!isSet && <code>{source}</code>}
    </span>
  );
}
