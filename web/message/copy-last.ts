import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';

/** Presses the copy button of the last answer, or of the last block of code on the page. */
export function copyLast(what: 'answer' | 'code'): void {
  const selector = {
    answer: 'article[data-role=assistant] .message-actions [data-copies=message]',
    code: '.code-card [data-copies=code]',
  }[what];
  const button = [...document.querySelectorAll<HTMLElement>(selector)].at(-1);
  if (!button) return;
  button.click();
  showToast(m.copied());
}
