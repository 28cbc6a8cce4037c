import { conversationPath } from '../lib/paths.ts';
import { type ListView, showList, startSelecting, stopSelecting } from './list-view.ts';

/** What has the focus goes when the list becomes another one: it moves to the first of these that is there. */
function focusIn(...selectors: string[]): void {
  requestAnimationFrame(() => {
    const found = selectors.map((selector) =>
      document.querySelector<HTMLElement>(`.sidebar-scroll ${selector}`),
    );
    found.find(Boolean)?.focus();
  });
}

let beganAt: string | null = null;

export function beginSelecting(id: string): void {
  beganAt = id;
  startSelecting(id);
  focusIn(`input[value="${CSS.escape(id)}"]`);
}

/** `id`: the row to go to; else the one it began at. */
export function endSelecting(id = beganAt): void {
  stopSelecting();
  if (id) focusIn(`a[href="${CSS.escape(conversationPath(id))}"]`, '.row-link');
}

/** `projectId`: what the focus goes to among all chats. */
export function openList(view: ListView, projectId?: string): void {
  showList(view);
  const project = `[data-project="${CSS.escape(projectId ?? '')}"]`;
  focusIn('.list-title', project, '.row-link', '.list-filter');
}
