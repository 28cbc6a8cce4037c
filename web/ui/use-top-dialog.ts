import { useSyncExternalStore } from 'react';

/** The modal dialog above all others, which makes whatever stands outside of it inert; the page when there is none. */
export const useTopDialog = (): Element => useSyncExternalStore(subscribe, topDialog);

const topDialog = (): Element => [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;

function subscribe(onChange: () => void): () => void {
  // Two, because one that looked for new nodes everywhere would be woken by each word of an answer.
  const coming = new MutationObserver(onChange);
  coming.observe(document.body, { childList: true });
  const opening = new MutationObserver(onChange);
  opening.observe(document.body, { subtree: true, attributeFilter: ['open'] });
  return () => {
    coming.disconnect();
    opening.disconnect();
  };
}
