/** Selects a message, so that a finger can move the ends. It stays selectable while something in it is selected. */
export function selectText(messageId: string): void {
  const message = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`);
  const text = message?.querySelector('.markdown, .user-bubble');
  if (!message || !text) return;
  message.dataset.selecting = 'true';
  getSelection()?.selectAllChildren(text);
  const listening = new AbortController();
  const look = () => {
    if (getSelection()?.isCollapsed === false) return;
    delete message.dataset.selecting;
    listening.abort();
  };
  document.addEventListener('selectionchange', look, { signal: listening.signal });
}
