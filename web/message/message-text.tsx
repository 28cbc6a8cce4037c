import { Component, lazy, type ReactNode, Suspense } from 'react';
import { m } from '../lib/messages.ts';

const retryWaitsMs = [1_000, 3_000, 9_000, 27_000];

/** The formatter's chunk; asked for again when the network kept it back. Until it comes, text is plain. */
async function loadMarkdown() {
  for (const waitMs of retryWaitsMs) {
    try {
      return await import('./markdown/markdown.tsx');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return import('./markdown/markdown.tsx');
}

const Markdown = lazy(loadMarkdown);

/** Fetches the markdown chunk while a person still types, so that the first answer does not wait for it. */
export const preloadMarkdown = (): void => void loadMarkdown().catch(() => {});

/** A message's text as markdown; as plain text until that chunk has arrived, and for ever if it cannot be rendered. */
export function MessageText({ text, isLive }: { text: string; isLive: boolean }) {
  const plain = <PlainText text={text} />;
  return (
    <div className="markdown" dir="auto">
      <MarkdownBoundary fallback={plain}>
        <Suspense fallback={plain}>
          <Markdown text={text} isLive={isLive} />
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
