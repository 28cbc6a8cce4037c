import { create } from 'zustand';
import { m } from '../lib/messages.ts';
import { newKey } from '../lib/new-key.ts';
import { readStoredJson, removeStoredUnder, storedNames, writeStored } from '../lib/storage.ts';
import { changeDraft, type DraftPlace, getDraft, saveDrafts } from './draft-store.ts';

/** The answer that a message follows. */
export type Followed = { parentId: string; generationId: string };

/**
 * A message that was sent while an answer was being written. It names that answer and has a key, so that however many
 * tabs send it, one message comes of it.
 */
export type Queued = Followed & {
  key: string;
  text: string;
  temperature?: number;
  /** Once the answer is complete, once it has ended in whatever way, or not before its writer says so. */
  goes: 'completed' | 'ended' | 'told';
};

const mark = ':queued:';
const under = (viewerId: string) => `parley:${viewerId}${mark}`;
const nameOf = ({ viewerId, conversationId }: DraftPlace) => under(viewerId) + conversationId;

const read = (name: string) => readStoredJson<Queued>(name);

const useQueue = create<Record<string, Queued | null>>(() =>
  Object.fromEntries(
    storedNames('parley:')
      .filter((name) => name.includes(mark))
      .map((name) => [name, read(name)]),
  ),
);

// Another tab has changed what waits.
addEventListener('storage', ({ key }) => {
  if (key?.includes(mark)) useQueue.setState({ [key]: read(key) });
});

export const useQueued = (place: DraftPlace): Queued | null =>
  useQueue((queue) => queue[nameOf(place)] ?? null);

export const getQueued = (place: DraftPlace): Queued | null => useQueue.getState()[nameOf(place)] ?? null;

/** Whether it waits for the answer or for its writer. */
export const queuedState = ({ goes }: Queued): string => (goes === 'told' ? m.queueHeld() : m.queueNext());

/** All of a person, by conversation. */
export const useAllQueued = (viewerId: string) => {
  const queue = useQueue();
  return Object.entries(queue).flatMap(([name, queued]) =>
    queued && name.startsWith(under(viewerId))
      ? [{ place: { viewerId, conversationId: name.slice(under(viewerId).length) }, queued }]
      : [],
  );
};

export function putQueued(place: DraftPlace, queued: Queued | null): void {
  const name = nameOf(place);
  writeStored(name, queued && JSON.stringify(queued));
  useQueue.setState({ [name]: queued });
}

/** A browser that is signed out keeps nothing that its person wrote. */
export function removeQueued(viewerId: string): void {
  removeStoredUnder(under(viewerId));
  useQueue.setState({}, true);
}

/** Queues what is in the box; what waits already becomes one message with it. */
export function enqueue(place: DraftPlace, text: string, followed: Followed): void {
  const before = getQueued(place);
  const { temperature = before?.temperature } = getDraft(place);
  const whole = before ? `${before.text}\n\n${text}` : text;
  putQueued(place, { ...followed, key: newKey(), text: whole, temperature, goes: 'completed' });
  changeDraft(place, { text: '', attempt: null });
  saveDrafts();
}

/** Takes what waits back into the empty box. */
export function unqueue(place: DraftPlace): void {
  const { text, temperature } = getQueued(place) ?? {};
  if (text === undefined) return;
  changeDraft(place, { ...getDraft(place), text, temperature });
  saveDrafts();
  putQueued(place, null);
}
