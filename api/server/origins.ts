/**
 * Which pages may use a visitor's session. A page sends its origin with every request that could do harm; requests
 * without one come from programs, which must bring the cookie themselves.
 */
export type Origins = { isTrusted: (origin: string, host: string | null) => boolean };

export function createOrigins(appUrl: string | undefined): Origins {
  return {
    isTrusted(origin, host) {
      if (appUrl) return origin === appUrl;
      // Without a public address only the page's own origin counts, and only by number or as localhost: a name could
      // be somebody else's that was made to point here (DNS rebinding).
      return host !== null && origin === `http://${host}` && isNumberOrLocalhost(host);
    },
  };
}

function isNumberOrLocalhost(host: string): boolean {
  return /^(localhost|\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d+)?$/i.test(host);
}
