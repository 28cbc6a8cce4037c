import { ImageIcon } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { m } from '../../lib/messages.ts';
import { LinkQuestion } from './link-question.tsx';
import { safeUrl } from './safe-url.ts';

/** Images in answers are never loaded: the request alone could carry a conversation away. They become a link. */
export function ImageChip({ src, alt }: ComponentProps<'img'>) {
  const [isAsking, setIsAsking] = useState(false);
  const url = typeof src === 'string' ? safeUrl(src) : null;
  const label = [alt, url ? m.imageFrom({ host: url.host }) : m.imageBlocked()].filter(Boolean).join(' · ');
  if (!url) return <span className="chip">{label}</span>;
  return (
    <>
      <button type="button" className="chip" title={url.href} onClick={() => setIsAsking(true)}>
        <ImageIcon size={14} aria-hidden />
        {label}
      </button>
      {isAsking && <LinkQuestion url={url} onClose={() => setIsAsking(false)} />}
    </>
  );
}
