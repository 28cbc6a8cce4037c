import { createHmac, randomBytes } from 'node:crypto';

/** Signing as the Standard Webhooks scheme has it, so that its libraries can verify what Parley sends. */
const prefix = 'whsec_';

export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`;

export type Signed = { id: string; timestamp: number; body: string };

export function sign(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
