/** Copies text; also on plain http, where `navigator.clipboard` does not exist. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  return isCopied;
}

/** What an element shows, without the marks of its markdown. */
export const shownText = (element: Element): string =>
  // biome-ignore lint/performance/useDomNodeTextContent: what is shown is wanted, with its line breaks.
  (element as HTMLElement).innerText;

/** Copies what an element shows, with its formatting, for programs that understand it; as plain text for the others. */
export async function copyRich(element: Element): Promise<boolean> {
  const copy = element.cloneNode(true) as Element;
  for (const part of copy.querySelectorAll(
    'button, [role=status], figcaption, .card-foot, .katex-html, [hidden]',
  ))
    part.remove();
  const plain = shownText(element);
  try {
    const item = new ClipboardItem({
      'text/html': new Blob([copy.innerHTML], { type: 'text/html' }),
      'text/plain': new Blob([plain], { type: 'text/plain' }),
    });
    await navigator.clipboard.write([item]);
    return true;
  } catch {
    return copyText(plain);
  }
}
