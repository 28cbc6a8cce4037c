import { memo, startTransition, useEffect, useState } from 'react';
import { harden } from 'rehype-harden';
import remarkMath from 'remark-math';
import { defaultRehypePlugins, defaultRemarkPlugins, parseMarkdownIntoBlocks, Streamdown } from 'streamdown';
import { m } from '../../lib/messages.ts';
import { capNesting } from './cap-nesting.ts';
import { displayMath } from './display-math.ts';
import { elements } from './elements.tsx';
import { type Chunk, freeze, hasReferences, nothingFrozen } from './freeze.ts';
import { isTangled } from './is-tangled.ts';
import { unifyMath } from './math-marks.ts';
import { piecesOf } from './pieces.ts';
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

const footnotes = () => ({
  footnoteLabel: m.footnotes(),
  footnoteBackLabel: (index: number) => m.footnoteBack({ number: index + 1 }),
});

/** What is settled is rendered in one piece: streamdown would look for its blocks nevertheless, and not use them. */
const asOneBlock = (text: string) => [text];

type PartProps = { text: string; isTail?: boolean; isLive?: boolean };

const Part = memo(({ text, isTail = false, isLive = false }: PartProps) => {
  if (isTangled(text)) return <PlainPart text={text} />;
  return (
    <Streamdown
      mode={isTail ? 'streaming' : 'static'}
      parseIncompleteMarkdown={isLive}
      isAnimating={isLive}
      components={elements}
      parseMarkdownIntoBlocksFn={isTail ? parseMarkdownIntoBlocks : asOneBlock}
      rehypePlugins={rehypePlugins}
      remarkPlugins={remarkPlugins}
      remarkRehypeOptions={footnotes()}
      controls={false}
      lineNumbers={false}
      linkSafety={linkSafetyOff}
    >
      {unifyMath(capNesting(text))}
    </Streamdown>
  );
});

/** Hostile markup, which would keep the page busy for seconds; in pieces, so that only the last is laid out again. */
const PlainPart = ({ text }: { text: string }) => (
  <p className="whitespace-pre-wrap" data-tangled>
    {piecesOf(text).map((piece, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: text is only ever appended.
      <PlainPiece key={index} text={piece} />
    ))}
  </p>
);

const PlainPiece = memo(({ text }: { text: string }) => <span className="block">{text}</span>);

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
  const known = text.length < held.length ? nothingFrozen : held;
  const frozen = isTangled(text.slice(known.length)) ? known : freeze(known, text);
  if (frozen !== held) setHeld(frozen);
  const isInParts = frozen.done.some(({ kind }) => kind === 'first-part');
  const isWhole = useWholeOnceEnded(text, isLive, isInParts);
  if (isWhole) return <Part text={text} />;
  const tail = <Part key="tail" text={text.slice(frozen.length)} isTail isLive={isLive} />;
  return (
    <>
      {inParagraphs(frozen.done).map((chunks, index, all) => {
        const isLast = index === all.length - 1;
        // biome-ignore lint/suspicious/noArrayIndexKey: chunks are only ever appended.
        if (chunks[0]?.kind === 'blocks') return <Part key={index} text={chunks[0].text} />;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <div key={index} className="paragraph-in-parts">
            {chunks.map(({ text: part }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              <Part key={at} text={part} />
            ))}
            {isLast && frozen.isInParagraph && tail}
          </div>
        );
      })}
      {!frozen.isInParagraph && tail}
    </>
  );
}

/** The parts of a paragraph together, all else by itself. */
function inParagraphs(chunks: readonly Chunk[]): Chunk[][] {
  const groups: Chunk[][] = [];
  for (const chunk of chunks) {
    if (chunk.kind === 'next-part') groups.at(-1)?.push(chunk);
    else groups.push([chunk]);
  }
  return groups;
}

/**
 * References reach across the chunks, and parts are no paragraph to a screen reader: such a text is rendered once more in
 * one piece when it is complete.
 */
function useWholeOnceEnded(text: string, isLive: boolean, isInParts: boolean): boolean {
  const [isWhole, setIsWhole] = useState(false);
  useEffect(() => {
    if (!isLive && (isInParts || hasReferences(text))) startTransition(() => setIsWhole(true));
  }, [isLive, text, isInParts]);
  return isWhole;
}
