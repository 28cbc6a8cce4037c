import { CheckIcon, CopyIcon } from 'lucide-react';
import { type MouseEvent, useEffect, useState } from 'react';
import { copyText } from '../lib/clipboard.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { IconButton } from '../ui/icon-button.tsx';

type Props = {
  text: () => string;
  /** What a click with Shift copies instead. */
  plain?: () => string;
  label: string;
  /** What stands beside the icon. */
  shown?: string;
  /** What it copies, for the keys that press it (copy-last.ts). */
  copies?: 'message' | 'code';
};

const shownMs = 1_600;

export function CopyButton({ text, plain, label, shown, copies: kind }: Props) {
  const [copies, setCopies] = useState(0);
  useEffect(() => {
    if (copies === 0) return;
    const timer = setTimeout(() => setCopies(0), shownMs);
    return () => clearTimeout(timer);
  }, [copies]);

  const copy = async ({ shiftKey }: MouseEvent) => {
    if (await copyText(shiftKey && plain ? plain() : text())) setCopies(copies + 1);
    else showToast(m.copyFailed());
  };
  const Icon = copies > 0 ? CheckIcon : CopyIcon;
  return (
    <>
      <IconButton label={label} size="small" data-copies={kind} onClick={copy}>
        <Icon size={15} />
        {shown && <span aria-hidden>{copies > 0 ? m.copied() : shown}</span>}
      </IconButton>
      <span role="status" className="sr-only">
        {copies > 0 ? m.copied() : ''}
      </span>
    </>
  );
}
