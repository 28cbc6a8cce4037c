/** A random key, at least 122 bits. `crypto.randomUUID` exists only on https and localhost, and Parley also runs in a LAN. */
export function newKey(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  return [...(crypto as Crypto).getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
