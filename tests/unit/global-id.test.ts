import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { decodeGlobalId, encodeGlobalId, keyOf, malformed } from '../../api/graphql/global-id.ts';

const typenames = fc.constantFrom('User', 'Model', 'Conversation', 'Message', 'Generation');
/** A model's name, as any server may call it. */
const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

const keys = fc.oneof(
  fc.tuple(typenames, fc.oneof(fc.uuid(), fc.constant(v7()))),
  fc.tuple(fc.constant('Model'), names),
);

test('a global ID of a UUID or of a name decodes to what was encoded, and is safe in a URL', () => {
  fc.assert(
    fc.property(keys, ([typename, id]) => {
      const word = encodeGlobalId(typename, id);

      expect(word).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeGlobalId(word)).toEqual({ typename, id });
      expect(keyOf(typename, word)).toBe(id);
      expect(keyOf('Other', word)).toBeNull();
    }),
  );
});

test('any other word decodes to nothing, and never throws', () => {
  const words = fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(words, (word) => {
      const decoded = decodeGlobalId(word);

      const isOurs = decoded.typename !== '' && encodeGlobalId(decoded.typename, decoded.id) === word;
      expect(isOurs || decoded === malformed || !/^[A-Z][a-z]+$/.test(decoded.typename)).toBe(true);
    }),
  );
});

test('one object has one ID: no other word decodes to it', () => {
  const mutations = fc.record({ at: fc.nat(30), to: fc.constantFrom(...'ABab01-_=+/ ') });
  fc.assert(
    fc.property(fc.uuid(), mutations, (id, { at, to }) => {
      const word = encodeGlobalId('Message', id);
      const changed = word.slice(0, at) + to + word.slice(at + 1);

      if (changed !== word) expect(decodeGlobalId(changed)).not.toEqual({ typename: 'Message', id });
    }),
  );
});
