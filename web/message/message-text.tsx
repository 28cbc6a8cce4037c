import { Component, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { m } from '../lib/messages.ts';

const retryWaitsMs = [1_000, 3_000, 9_000, 27_000];

/** So long a thread waits for the formatter rather than be shown plain and then move under its reader. */
const mostWaitMs = 1_500;

type Formatter = typeof import('./markdown/markdown.tsx');

let formatter: Formatter | null = null;

/** The formatter's chunk; asked for again when the network kept it back. Until it comes, text is plain. */
async function loadMarkdown(): Promise<Formatter> {
  for (const waitMs of retryWaitsMs) {
    try {
      formatter = await import('./markdown/markdown.tsx');
      return formatter;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return import('./markdown/markdown.tsx');
}

const Markdown = lazy(loadMarkdown);

/** Whether a thread can be shown as it will stay: the formatter is there, or has been waited for long enough. */
export function useFormatter(isWanted: boolean): boolean {
  const [isReady, setIsReady] = useState(!isWanted || formatter !== null);
  useEffect(() => {
    if (isReady) return;
    const show = () => setIsReady(true);
    const timer = setTimeout(show, mostWaitMs);
    loadMarkdown().then(show, show);
    return () => clearTimeout(timer);
  }, [isReady]);
  return isReady;
}

/** Fetches the markdown chunk while a person still types, so that the first answer does not wait for it. */
export const preloadMarkdown = (): void => void loadMarkdown().catch(() => {});

/** A message's text as markdown; as plain text until that chunk has arrived, and for ever if it cannot be rendered. */
export function MessageText({ text, isLive }: { text: string; isLive: boolean }) {
  const plain = <PlainText text={text} />;
  // Known already, it is not waited for: a lazy component shows its fallback for a moment.
  const [Format] = useState(() => formatter?.default ?? Markdown);
  return (
    <div className="markdown" dir="auto">
      <MarkdownBoundary fallback={plain}>
        <Suspense fallback={plain}>
          <Format text={text} isLive={isLive} />
        </Suspense>
      </MarkdownBoundary>
    </div>
  );
}

/** One element a paragraph: a single growing text node costs a layout of the whole text with each frame. */
function PlainText({ text }: { text: string }) {
  return text.split(/\n{2,}/).map((paragraph, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs are only ever appended.
    <p key={index} className="whitespace-pre-wrap">
      {paragraph}
    </p>
  ));
}

/** Hostile markdown can overflow a parser's stack. It costs its own message the formatting, and nothing else. */
class MarkdownBoundary extends Component<
  { children: ReactNode; fallback: ReactNode },
  { hasFailed: boolean }
> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <>
        <p className="text-sm text-ink-soft">{m.plainFallback()}</p>
        {this.props.fallback}
      </>
    );
  }
}
