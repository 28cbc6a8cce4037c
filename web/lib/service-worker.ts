/** Lets the program open without a connection (public/sw.js). Pages on plain http cannot have it, and do without. */
export async function startServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    const { ready } = await registered();
    const { active } = await ready;
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    active?.postMessage(loaded.filter((address) => address.startsWith(`${location.origin}/`)));
  } catch {
    // Without it, everything works but opening without a connection.
  }
}

const script = '/sw.js';

type TrustedTypes = {
  createPolicy: (
    name: string,
    rules: { createScriptURL: () => string },
  ) => { createScriptURL: (url: string) => unknown };
};

async function registered(): Promise<{ ready: Promise<ServiceWorkerRegistration> }> {
  // The policy of the page refuses addresses of scripts that do not come from a named place.
  const policy = (window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('parley-worker', {
    createScriptURL: () => script,
  });
  await navigator.serviceWorker.register((policy?.createScriptURL(script) ?? script) as string);
  return navigator.serviceWorker;
}
