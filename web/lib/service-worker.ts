import { trustedScript } from './trusted-script.ts';

/** Lets the program open without a connection (public/sw.js). Pages on plain http cannot have it, and do without. */
export async function startServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(trustedScript('/sw.js'));
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    active?.postMessage(loaded.filter((address) => address.startsWith(`${location.origin}/`)));
  } catch {
    // Without it, everything works but opening without a connection.
  }
}
