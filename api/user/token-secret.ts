import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/**
 * What an API token looks like: `parley_<id>_<secret>`, the id to find it by, 256 random bits to prove it. Only their
 * SHA-256 is kept; what is as random as this needs no slow hash.
 */
export type NewSecret = { id: string; token: string; hash: Uint8Array<ArrayBuffer> };

const shape = /^parley_([0-9a-f]{32})_([\w-]{43})$/;

export function newSecret(): NewSecret {
  // Random and not ordered by time, so that the beginning of it tells tokens apart.
  const id = randomUUID();
  const secret = randomBytes(32).toString('base64url');
  return { id, token: `parley_${bare(id)}_${secret}`, hash: hashOf(secret) };
}

/** The parts of a token, or null when it is none. */
export function readToken(token: unknown): { id: string; secret: string } | null {
  const [, id, secret] = (typeof token === 'string' && shape.exec(token)) || [];
  if (!id || !secret) return null;
  return { id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), secret };
}

export const isSecret = (secret: string, hash: Uint8Array): boolean => timingSafeEqual(hashOf(secret), hash);

/** By which people recognise a token that they see no more. */
export const tokenPrefix = (id: string) => `parley_${id.slice(0, 8)}`;

const bare = (id: string) => id.replaceAll('-', '');

const hashOf = (secret: string) => new Uint8Array(createHash('sha256').update(secret).digest());
