import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { CopyButton } from '../message/copy-button.tsx';
import { Button } from '../ui/button.tsx';

type ShareLink = { id: string; url: string; createdAt: string; expiresAt?: string | null };

export function ShareLinkCard({ link, onTakeBack }: { link: ShareLink; onTakeBack: () => void }) {
  const { url, createdAt, expiresAt } = link;
  const hasEnded = expiresAt != null && Date.parse(expiresAt) <= Date.now();
  const until = expiresAt && { time: when(expiresAt) };
  const facts = [
    m.shareMade({ time: when(createdAt) }),
    until && (hasEnded ? m.shareEnded(until) : m.tokenUntil(until)),
  ];
  const shown = url.replace(/^https?:\/\//, '');
  return (
    <li className="preset-card">
      <span className="min-w-0 flex-1">
        {hasEnded ? (
          <span className="block truncate text-ink-soft line-through" dir="ltr">
            {shown}
          </span>
        ) : (
          <a href={url} target="_blank" rel="noreferrer" className="link block truncate" dir="ltr">
            {shown}
          </a>
        )}
        <span className="block text-sm text-ink-soft">{facts.filter(Boolean).join(' · ')}</span>
      </span>
      {!hasEnded && <CopyButton text={() => url} label={m.shareCopy()} />}
      <Button className="ms-1 shrink-0" onClick={onTakeBack}>
        {hasEnded ? m.remove() : m.shareTakeBack()}
      </Button>
    </li>
  );
}

const when = (time: string): string => formatDate(time, { dateStyle: 'medium', timeStyle: 'short' });
