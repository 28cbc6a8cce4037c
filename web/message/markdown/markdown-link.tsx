import { type ComponentProps, type MouseEvent, useState } from 'react';
import { LinkQuestion } from './link-question.tsx';
import { safeUrl } from './safe-url.ts';

/** A link that a model wrote. Before it leads to another host, a person sees where it goes: data can leave in a URL. */
export function MarkdownLink({ href, children, className, id, ...named }: ComponentProps<'a'>) {
  const [isAsking, setIsAsking] = useState(false);
  if (href?.startsWith('#')) {
    return (
      <a href={href} id={id} className={className} aria-label={named['aria-label']}>
        {children}
      </a>
    );
  }
  const url = safeUrl(href);
  if (!url) return <span>{children}</span>;

  const isForeign = url.origin !== location.origin;
  const ask = (event: MouseEvent) => {
    if (!isForeign || event.button > 1) return;
    event.preventDefault();
    setIsAsking(true);
  };
  return (
    <>
      <a
        href={url.href}
        title={url.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        onClick={ask}
        onAuxClick={ask}
      >
        {children}
      </a>
      {isAsking && <LinkQuestion url={url} onClose={() => setIsAsking(false)} />}
    </>
  );
}
