import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GenerationEvent, nothingRead, type Reading, reduce } from '../../web/generation/reduce.ts';

const snapshot = (seq: number, text: string): GenerationEvent => ({
  __typename: 'GenerationSnapshot',
  seq,
  text,
});
const delta = (fromSeq: number, seq: number, text: string): GenerationEvent => ({
  __typename: 'GenerationDelta',
  fromSeq,
  seq,
  text,
});
const ended = (seq: number, text: string) =>
  ({
    __typename: 'GenerationEnded',
    seq,
    generation: { id: 'g', status: 'COMPLETED', message: { id: 'm', text } },
  }) as GenerationEvent;

function readAll(events: GenerationEvent[]): Reading | 'gap' {
  let reading = nothingRead;
  for (const event of events) {
    const next = reduce(reading, event);
    if (next === 'gap') return 'gap';
    reading = next;
  }
  return reading;
}

test('a snapshot replaces what is held and deltas continue it', () => {
  const reading = readAll([snapshot(2, 'Hel'), delta(2, 4, 'lo'), delta(4, 5, '!')]);

  expect(reading).toMatchObject({ seq: 5, text: 'Hello!', ended: null });
});

test('a chunk that comes twice is shown once', () => {
  const reading = readAll([snapshot(0, ''), delta(0, 1, 'a'), delta(0, 1, 'a'), delta(1, 2, 'b')]);

  expect(reading).toMatchObject({ text: 'ab' });
});

test('missing chunks are reported as a gap and never papered over', () => {
  expect(readAll([snapshot(1, 'a'), delta(2, 3, 'c')])).toBe('gap');
  expect(readAll([delta(0, 1, 'a')])).toBe('gap');
});

test('an old snapshot never makes shown text shrink', () => {
  expect(readAll([snapshot(3, 'abc'), snapshot(1, 'a')])).toMatchObject({ seq: 3, text: 'abc' });
});

test('nothing changes an ended reading', () => {
  const reading = readAll([snapshot(0, ''), ended(2, 'done'), delta(0, 1, 'x'), snapshot(9, 'y')]);

  expect(reading).toMatchObject({ text: 'done', ended: { status: 'COMPLETED' } });
});

/** A connection starts with a snapshot or resumes after a chunk that the reader holds, and may break anywhere. */
const connections = fc.array(
  fc.record({
    isResumed: fc.boolean(),
    from: fc.nat(),
    cuts: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }),
    echoes: fc.array(fc.nat(), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 8 },
);

test('any split, repetition and reconnection of the stream ends with the exact text', () => {
  const chunkLists = fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(chunkLists, connections, (chunks, attempts) => {
      const textOf = (from: number, to: number) => chunks.slice(from, to).join('');
      let reading = nothingRead;
      const take = (event: GenerationEvent): boolean => {
        const next = reduce(reading, event);
        if (next === 'gap') return false;
        expect(next.text.startsWith(reading.text)).toBe(true);
        reading = next;
        return true;
      };

      for (const { isResumed, from, cuts, echoes } of attempts) {
        let at = from % (chunks.length + 1);
        const sent: GenerationEvent[] = [];
        if (!isResumed || reading.seq === null) sent.push(snapshot(at, textOf(0, at)));
        for (const cut of cuts) {
          const to = Math.min(chunks.length, at + cut);
          if (to > at) sent.push(delta(at, to, textOf(at, to)));
          at = to;
        }
        for (const echo of echoes) sent.push(sent[echo % Math.max(1, sent.length)] ?? snapshot(0, ''));
        for (const event of sent) {
          if (!take(event)) take(snapshot(at, textOf(0, at)));
        }
      }
      take(snapshot(chunks.length, textOf(0, chunks.length)));

      expect(reading.text).toBe(chunks.join(''));
    }),
  );
});
