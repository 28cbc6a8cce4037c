import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { CopyButton } from '../message/copy-button.tsx';
import { Button } from '../ui/button.tsx';

type ShareLink = { id: string; url: string; createdAt: string; expiresAt?: string | null };

export function ShareLinkCard({ link, onTakeBack }: { link: ShareLink; onTakeBack: () => void }) {
  const { url, createdAt, expiresAt } = link;
  const hasEnded = isOver(link);
  const until = expiresAt && { time: when(expiresAt) };
  const facts = [
    m.shareMade({ time: formatDate(createdAt, { dateStyle: 'medium' }) }),
    until && (hasEnded ? m.shareEnded(until) : m.tokenUntil(until)),
  ];
  const shown = url.replace(/^https?:\/\//, '');
  return (
    <li className="preset-card flex-col items-stretch">
      <span className="flex min-h-7 items-center gap-1">
        {hasEnded ? (
          <s className="min-w-0 flex-1 truncate text-ink-soft" dir="ltr">
            {shown}
          </s>
        ) : (
          <>
            <a href={url} target="_blank" rel="noreferrer" className="link min-w-0 flex-1 truncate" dir="ltr">
              {shown}
            </a>
            <CopyButton text={() => url} label={m.shareCopy()} shown={m.copy()} />
          </>
        )}
      </span>
      <span className="flex items-center gap-3">
        <span className="flex-1 text-sm text-ink-soft">{facts.filter(Boolean).join(' · ')}</span>
        <Button className="shrink-0" onClick={onTakeBack}>
          {hasEnded ? m.remove() : m.shareTakeBack()}
        </Button>
      </span>
    </li>
  );
}

export const isOver = ({ expiresAt }: Pick<ShareLink, 'expiresAt'>): boolean =>
  expiresAt != null && Date.parse(expiresAt) <= Date.now();

const when = (time: string): string => formatDate(time, { dateStyle: 'medium', timeStyle: 'short' });
