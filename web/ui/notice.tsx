import clsx from 'clsx';
import { CircleAlertIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = { kind: 'error' | 'quiet'; children: ReactNode; action?: ReactNode };

/** Says what went wrong next to where it went wrong. */
export function Notice({ kind, children, action }: Props) {
  const isError = kind === 'error';
  return (
    <div
      role={isError ? 'alert' : undefined}
      className={clsx(
        'flex flex-wrap items-center gap-x-3 gap-y-2 text-sm',
        isError ? 'rounded-control bg-danger-soft px-3.5 py-2.5' : 'text-ink-soft',
      )}
    >
      {isError && <CircleAlertIcon size={17} className="shrink-0 text-danger" aria-hidden />}
      <span className="min-w-0 flex-1 basis-60 break-words">{children}</span>
      {action}
    </div>
  );
}
