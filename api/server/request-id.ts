import { randomUUID } from 'node:crypto';

/** The name of one request in its answer, its errors and the log: the client's own, if it is a sane one. */
export const requestIdHeader = 'x-request-id';

export function requestIdOf(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && /^[\w.-]{1,64}$/.test(sent) ? sent : randomUUID();
}
