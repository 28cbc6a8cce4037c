import { startTransition, useEffect, useState } from 'react';
import { harden } from 'rehype-harden';
import remarkMath from 'remark-math';
import { defaultRehypePlugins, defaultRemarkPlugins, Streamdown } from 'streamdown';
import { capNesting } from './cap-nesting.ts';
import { displayMath } from './display-math.ts';
import { elements } from './elements.tsx';
import { freeze, hasReferences, nothingFrozen } from './freeze.ts';
import { isTangled } from './is-tangled.ts';
import { unifyMath } from './math-marks.ts';
import { simpleTags } from './simple-tags.ts';

const sanitize = defaultRehypePlugins.sanitize;
if (!sanitize) throw new Error('streamdown no longer exports its sanitizer.');

// Without rehype-raw in this list, HTML in an answer is shown as text. The sanitizer runs last but for the URL policy.
const rehypePlugins = [
  sanitize,
  [
    harden,
    {
      defaultOrigin: location.origin,
      allowedLinkPrefixes: ['*'],
      allowedImagePrefixes: ['*'],
      allowedProtocols: ['http', 'https', 'mailto'],
      allowDataImages: false,
    },
  ],
] as never;
const remarkPlugins = [
  ...Object.values(defaultRemarkPlugins),
  [remarkMath, { singleDollarTextMath: false }],
  displayMath,
  simpleTags,
] as never;

type PartProps = { text: string; isTail?: boolean; isLive?: boolean };

function Part({ text, isTail = false, isLive = false }: PartProps) {
  if (isTangled(text)) return <PlainPart text={text} />;
  return (
    <Streamdown
      mode={isTail ? 'streaming' : 'static'}
      parseIncompleteMarkdown={isLive}
      isAnimating={isLive}
      components={elements}
      rehypePlugins={rehypePlugins}
      remarkPlugins={remarkPlugins}
      controls={false}
      lineNumbers={false}
      linkSafety={linkSafetyOff}
    >
      {unifyMath(capNesting(text))}
    </Streamdown>
  );
}

/** Hostile markup, which would keep the page busy for seconds. */
const PlainPart = ({ text }: { text: string }) => (
  <p className="whitespace-pre-wrap" data-tangled>
    {text}
  </p>
);

// Our own link element asks; streamdown's dialog would lock scrolling with an injected <style>, which the CSP refuses.
const linkSafetyOff = { enabled: false };

/**
 * A message's markdown. While it is live, settled blocks are frozen and only the tail is parsed again with each frame.
 */
export default function Markdown({ text, isLive }: { text: string; isLive: boolean }) {
  const [wasLive] = useState(isLive);
  const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (!wasLive) return <Part text={source} />;
  return <LiveMarkdown text={source} isLive={isLive} />;
}

function LiveMarkdown({ text, isLive }: { text: string; isLive: boolean }) {
  const [held, setHeld] = useState(nothingFrozen);
  const isWhole = useWholeOnceEnded(text, isLive);
  const known = text.length < held.length ? nothingFrozen : held;
  const frozen = isTangled(text.slice(known.length)) ? known : freeze(known, text);
  if (frozen !== held) setHeld(frozen);
  if (isWhole) return <Part text={text} />;
  return (
    <>
      {frozen.done.map((chunk, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: chunks are only ever appended.
        <Part key={index} text={chunk} />
      ))}
      <Part text={text.slice(frozen.length)} isTail isLive={isLive} />
    </>
  );
}

/** References reach across the chunks, so a text that has any is rendered once more in one piece when it is complete. */
function useWholeOnceEnded(text: string, isLive: boolean): boolean {
  const [isWhole, setIsWhole] = useState(false);
  useEffect(() => {
    if (!isLive && hasReferences(text)) startTransition(() => setIsWhole(true));
  }, [isLive, text]);
  return isWhole;
}
