import type { IncomingMessage } from 'node:http';

type Unreadable = { status: 400 | 415; message: string };

/** What is wrong with the form of a request to GraphQL, before anything of it is read; null if nothing is. */
export function unreadableIn({ method, url = '', headers }: IncomingMessage): Unreadable | null {
  if (method === 'POST') {
    // Form types need no CORS preflight, so any page could send them with the visitor's cookie.
    if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
      return { status: 415, message: 'Send the request as application/json.' };
    // Yoga knows it only in small letters.
    headers['content-type'] = 'application/json';
  }
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? ''))
    return { status: 415, message: 'Send the request without a Content-Encoding.' };
  const given = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length));
  const bad = ['variables', 'extensions'].find((name) => !isObject(given.get(name)));
  // Yoga would take it for a failure of its own.
  return bad === undefined ? null : { status: 400, message: `\`${bad}\` must be a JSON object.` };
}

function isObject(text: string | null): boolean {
  if (text === null || text === '') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}
