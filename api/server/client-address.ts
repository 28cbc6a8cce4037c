import type { IncomingMessage } from 'node:http';

/** Whom sign-in attempts, and operations without a credential, are counted for. Of a forwarded list only the last entry is our own proxy's word. */
export function clientAddress({ headers, socket }: IncomingMessage, isBehindProxy: boolean): string {
  const forwarded = isBehindProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  return withoutPort(forwarded) || (socket.remoteAddress ?? '');
}

/** Some proxies add the port of the connection, by which nobody should be counted. */
const withoutPort = (address = '') =>
  address.replace(/^\[([^\]]*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
