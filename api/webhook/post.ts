import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { PrivateAddressError, publicLookup, type Resolve, urlProblem } from './address.ts';

/** One request to a user's address. It never throws: whatever happens is an outcome. */
export type Outcome = { responseStatus: number | null; error: string | null };

export type Post = { url: string; headers: Record<string, string>; body: string; signal: AbortSignal };

export type PostRules = { allowsPrivate: boolean; timeoutMs: number; resolve?: Resolve | undefined };

const maxResponseBytes = 65_536;

export async function post({ url, headers, body, signal }: Post, rules: PostRules): Promise<Outcome> {
  // Once more, since the operator may have changed the rules since the URL was given, and a literal is never looked up.
  const problem = urlProblem(url, rules.allowsPrivate);
  if (problem) return { responseStatus: null, error: problem };
  const isHttps = url.startsWith('https:');
  const timeout = AbortSignal.timeout(rules.timeoutMs);
  return new Promise((resolve) => {
    const send = isHttps ? requestHttps : requestHttp;
    const request: ClientRequest = send(url, {
      method: 'POST',
      // Of its own: a connection that is kept open would skip the lookup, and with it the rules.
      agent: false,
      lookup: publicLookup(rules.resolve, rules.allowsPrivate),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.any([signal, timeout]),
    });
    const fail = (error: Error) =>
      resolve({ responseStatus: null, error: sentenceOf(error, timeout, rules) });
    request.on('error', fail);
    request.on('response', (response) => {
      const responseStatus = response.statusCode ?? 0;
      void drain(response).then(() => resolve({ responseStatus, error: verdictOn(responseStatus) }));
    });
    request.end(body);
  });
}

/** Lets the receiver finish its answer, within reason: nobody reads it. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxResponseBytes) break;
    }
  } catch {
    // The status has come, and it is all that counts.
  }
  response.destroy();
}

function verdictOn(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'The receiver answered with a redirect, which is not followed.';
  return `The receiver answered with the status ${status}.`;
}

const sentences: Record<string, string> = {
  ENOTFOUND: 'The name of the host is not known.',
  EAI_AGAIN: 'The name of the host could not be looked up.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed without an answer.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The host cannot be reached.',
};

function sentenceOf(
  error: Error & { code?: string },
  timeout: AbortSignal,
  { timeoutMs }: PostRules,
): string {
  if (timeout.aborted) return `There was no answer within ${timeoutMs / 1_000} s.`;
  if (error instanceof PrivateAddressError)
    return 'The name of the host leads to a private or local address, which is not allowed here.';
  const { code = '' } = error;
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code)) return `The certificate is not accepted (${code}).`;
  return sentences[code] ?? `The connection failed${code ? ` (${code})` : ''}.`;
}
