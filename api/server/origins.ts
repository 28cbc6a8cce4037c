import type { IncomingHttpHeaders } from 'node:http';
import { sessionCookie } from '../user/credential.ts';

/**
 * Which pages may ask. A page sends its origin with every request that could do harm; requests without one come from
 * programs, which must bring their credential themselves. The pages of this server, and only they, may use a visitor's
 * session; listed pages (CORS_ORIGINS) may ask without it.
 */
export type Origins = {
  isTrusted: (origin: string, host: string | null) => boolean;
  isListed: (origin: string | undefined) => boolean;
  hasList: boolean;
  /** Origin of this server for who asked it by that name: the public one, or the one in his address bar. */
  ownOrigin: (host: string | undefined) => string;
  /** Why this request may not be answered, as a sentence; null if it may. */
  refusalOf: (headers: IncomingHttpHeaders, door: Door) => string | null;
};

/** Listed pages may use the API, and nothing that gives or ends a session. */
export type Door = 'api' | 'sign-in';

/** `local` is where it listens. */
export function createOrigins(
  appUrl: string | undefined,
  local: string,
  list: readonly string[] = [],
): Origins {
  const isTrusted = (origin: string, host: string | null) => {
    if (appUrl) return origin === appUrl;
    // Without a public address only the page's own origin counts, and only by number or as localhost: a name could
    // be somebody else's that was made to point here (DNS rebinding).
    return host !== null && origin === `http://${host}` && isNumberOrLocalhost(host);
  };
  const isListed = (origin: string | undefined) => origin !== undefined && list.includes(origin);
  return {
    isTrusted,
    isListed,
    hasList: list.length > 0,
    ownOrigin: (host) => appUrl ?? (host && isNumberOrLocalhost(host) ? `http://${host}` : local),
    refusalOf({ origin, host = null, cookie = '' }, door) {
      if (origin === undefined || isTrusted(origin, host)) return null;
      if (!isListed(origin) || door === 'sign-in')
        return door === 'sign-in'
          ? `Sign-in from ${origin} is not allowed: set APP_URL to that origin if it is this server’s own.`
          : `Requests from ${origin} are not allowed: set APP_URL if it is this server’s own origin, or list it in CORS_ORIGINS.`;
      if (!sessionCookie.test(cookie)) return null;
      return `Pages of ${origin} may not use the visitor’s session: leave the cookie out and send a token.`;
    },
  };
}

function isNumberOrLocalhost(host: string): boolean {
  return /^(localhost|\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d+)?$/i.test(host);
}
