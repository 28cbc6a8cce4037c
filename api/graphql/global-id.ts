import { stringify, validate } from 'uuid';

/**
 * Global IDs: type and key, packed into one URL-safe word. A UUID goes in as its 16 bytes after `:`, any other key
 * (a model's name) as text after `=`. To everybody else the word is opaque.
 */
export type GlobalId = { typename: string; id: string };

/** What a word that is no ID of ours decodes to: a type that does not exist, so that it is found nowhere. */
export const malformed: GlobalId = { typename: '', id: '' };

/** Types whose keys are no UUIDs. */
const hasTextKey = new Set(['Model']);

export function encodeGlobalId(typename: string, id: string): string {
  const key = validate(id)
    ? [Buffer.from(`${typename}:`), Buffer.from(id.replaceAll('-', ''), 'hex')]
    : [Buffer.from(`${typename}=${id}`)];
  return Buffer.concat(key).toString('base64url');
}

export function decodeGlobalId(word: string): GlobalId {
  const bytes = Buffer.from(word, 'base64url');
  // Decoding is lenient; only what encodes to the same word again is an ID.
  const at = bytes.findIndex((byte) => byte === 0x3a || byte === 0x3d);
  if (at < 1 || bytes.toString('base64url') !== word) return malformed;
  const typename = bytes.subarray(0, at).toString();
  const key = bytes.subarray(at + 1);
  // Only what encodes to the same word again: a UUID never goes in as text, nor anything else as bytes.
  if (bytes[at] === 0x3d) return hasTextKey.has(typename) ? { typename, id: key.toString() } : malformed;
  return key.length === 16 ? uuidOf(typename, key) : malformed;
}

/** The key behind an ID of that type; null when it is malformed or of another type. */
export function keyOf(typename: string, word: string): string | null {
  const decoded = decodeGlobalId(word);
  return decoded.typename === typename ? decoded.id : null;
}

function uuidOf(typename: string, key: Uint8Array): GlobalId {
  try {
    return { typename, id: stringify(key) };
  } catch {
    return malformed;
  }
}
