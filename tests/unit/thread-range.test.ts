import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../api/message/thread.ts';

const whole = { afterDepth: null, beforeDepth: null };

describe('the page of a thread', () => {
  test.each([
    ['is the newest without sizes', 10, whole, 3, { from: 7, to: 10 }],
    ['is the newest by `last`', 10, { ...whole, last: 4 }, 4, { from: 6, to: 10 }],
    ['is the oldest by `first`', 10, { ...whole, first: 4 }, 4, { from: 0, to: 4 }],
    ['goes on behind `after`', 10, { first: 3, afterDepth: 3, beforeDepth: null }, 3, { from: 4, to: 7 }],
    ['goes back before `before`', 10, { last: 3, afterDepth: null, beforeDepth: 5 }, 3, { from: 2, to: 5 }],
    ['is all of a short thread', 2, whole, 50, { from: 0, to: 2 }],
    ['is empty behind the end', 2, { first: 3, afterDepth: 1, beforeDepth: null }, 3, { from: 2, to: 2 }],
    ['is empty in an empty thread', 0, whole, 50, { from: 0, to: 0 }],
  ])('%s', (_name, length, args, size, range) => {
    expect(rangeOf(length, args, size)).toEqual(range);
  });

  const lengths = fc.nat(300);
  const sizes = fc.integer({ min: 1, max: 100 });

  test('walking forwards from the start shows each message once and in order', () => {
    fc.assert(
      fc.property(lengths, sizes, (length, size) => {
        const shown: number[] = [];
        for (let afterDepth: number | null = null; ; afterDepth = shown.at(-1) ?? null) {
          const { from, to } = rangeOf(length, { first: size, afterDepth, beforeDepth: null }, size);
          for (let depth = from; depth < to; depth += 1) shown.push(depth);
          if (to >= length) break;
        }
        expect(shown).toEqual(Array.from({ length }, (_, depth) => depth));
      }),
    );
  });

  test('walking backwards from the end shows each message once and in order', () => {
    fc.assert(
      fc.property(lengths, sizes, (length, size) => {
        const shown: number[] = [];
        for (let beforeDepth: number | null = null; ; beforeDepth = shown[0] ?? null) {
          const { from, to } = rangeOf(length, { last: size, afterDepth: null, beforeDepth }, size);
          shown.unshift(...Array.from({ length: to - from }, (_, index) => from + index));
          if (from === 0) break;
        }
        expect(shown).toEqual(Array.from({ length }, (_, depth) => depth));
      }),
    );
  });

  test('never leaves the thread, whatever the cursors', () => {
    const depths = fc.option(fc.integer({ min: -5, max: 400 }));
    fc.assert(
      fc.property(lengths, sizes, depths, depths, (length, size, afterDepth, beforeDepth) => {
        const { from, to } = rangeOf(length, { afterDepth, beforeDepth }, size);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to - from).toBeGreaterThanOrEqual(0);
        expect(to - from).toBeLessThanOrEqual(size);
        if (to > from) expect(to).toBeLessThanOrEqual(length);
      }),
    );
  });
});
