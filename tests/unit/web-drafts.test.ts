import { expect, test } from 'vitest';
import {
  acknowledged,
  attemptOf,
  type Draft,
  emptyDraft,
  formatDraft,
  parseDraft,
  restored,
  sending,
} from '../../web/composer/drafts.ts';
import { hasLanded } from '../../web/composer/sends.ts';

const typed = (text: string): Draft => ({ text, attempt: null });
const attempt = { key: 'k1', text: 'Hello' };
const keys = () => {
  let count = 0;
  return () => `new-${++count}`;
};

test('a retry of the same text after a lost answer uses the same idempotency key', () => {
  const newKey = keys();
  const first = attemptOf(typed('Hello'), { text: 'Hello' }, newKey);
  const failed = restored(sending(first));

  expect(attemptOf(failed, { text: 'Hello' }, newKey)).toEqual(first);
});

test('a changed text gets a key of its own', () => {
  const failed = restored(sending(attempt));

  expect(attemptOf({ ...failed, text: 'Hello!' }, { text: 'Hello!' }, keys()).key).toBe('new-1');
});

test('the same text sent twice on purpose is two messages', () => {
  const newKey = keys();
  const first = attemptOf(emptyDraft, { text: 'Yes' }, newKey);
  const second = attemptOf(acknowledged(sending(first), first.key), { text: 'Yes' }, newKey);

  expect(second.key).not.toBe(first.key);
});

test('a failed send gives the text back, before what was typed meanwhile', () => {
  expect(restored(sending(attempt))).toEqual({ text: 'Hello', attempt });
  expect(restored({ ...sending(attempt), text: 'and more' })).toEqual({
    text: 'Hello\n\nand more',
    attempt: null,
  });
});

test('a text that is changed after its send has failed is all that a reload brings back', () => {
  const changed = { ...restored(sending(attempt)), text: 'Hello there' };

  expect(restored(parseDraft(formatDraft(changed))).text).toBe('Hello there');
});

test('a page that is reloaded in the middle of a send still has the text', () => {
  const stored = formatDraft(sending(attempt));

  expect(restored(parseDraft(stored)).text).toBe('Hello');
});

test('an acknowledged send keeps what was typed meanwhile and leaves nothing else', () => {
  expect(formatDraft(acknowledged(sending(attempt), 'k1'))).toBeNull();
  expect(acknowledged({ text: 'next', attempt }, 'k1')).toEqual(typed('next'));
  expect(acknowledged(sending(attempt), 'another')).toEqual(sending(attempt));
});

test('a broken stored draft is an empty draft', () => {
  for (const stored of [null, '', 'null', '{', '[]', '{"text":1}', '"x"'])
    expect(parseDraft(stored)).toEqual(emptyDraft);
  expect(parseDraft('{"text":"a","attempt":{"key":1}}')).toEqual(typed('a'));
});

test('a pending message has landed only when the thread shows it after the place it was sent at', () => {
  const send = { key: 'k', text: 'Yes', sentAt: 0, afterMessageId: 'm2', isBranch: false };
  const texts: Record<string, string> = { m1: 'Yes', m2: 'ok', m3: 'Yes' };
  const textOf = ({ id }: { id: string }) => texts[id] ?? '';
  const before = [
    { id: 'm1', role: 'USER' },
    { id: 'm2', role: 'ASSISTANT' },
  ];

  expect(hasLanded(send, before, textOf)).toBe(false);
  expect(hasLanded(send, [...before, { id: 'm3', role: 'USER' }], textOf)).toBe(true);
});

test('a temperature goes with its send: it comes back when that fails, and another one is another send', () => {
  const newKey = keys();
  const attempt = attemptOf({ ...typed('Hello'), temperature: 0.2 }, { text: 'Hello' }, newKey);
  const failed = restored(parseDraft(formatDraft(sending(attempt))));

  expect(sending(attempt)).not.toHaveProperty('temperature');
  expect(failed).toMatchObject({ text: 'Hello', temperature: 0.2 });
  expect(attemptOf(failed, { text: 'Hello' }, newKey)).toEqual(attempt);
  expect(attemptOf({ ...failed, temperature: undefined }, { text: 'Hello' }, newKey).key).not.toBe(
    attempt.key,
  );
});
