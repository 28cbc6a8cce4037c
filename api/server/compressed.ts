import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'graphql-yoga';

/** Shorter answers fit a packet as they are. */
const minBytes = 1_024;

const zipped = promisify(gzip);

/**
 * Answers go compressed to whoever takes that: a page of a thread is tens of kilobytes of JSON, and a tenth of it on the
 * line. Event streams do not, since a compressor holds text back. That a length tells of what was compressed is of no
 * use here: another site's requests are refused before they are answered.
 */
export const compressed: Plugin = {
  async onResponse({ request, response, setResponse, fetchAPI }) {
    const { status, statusText } = response;
    const accepted = request.headers.get('accept-encoding') ?? '';
    if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?(,|$))/i.test(accepted)) return;
    if (!response.headers.get('content-type')?.includes('json')) return;
    if (Number(response.headers.get('content-length') ?? minBytes) < minBytes) return;
    const body = await zipped(Buffer.from(await response.arrayBuffer()));
    const headers = new fetchAPI.Headers(response.headers);
    headers.set('content-encoding', 'gzip');
    headers.set('content-length', String(body.length));
    setResponse(new fetchAPI.Response(body, { status, statusText, headers }));
  },
};
