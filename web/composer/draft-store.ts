import { create } from 'zustand';
import { readStored, removeStoredUnder, storedNames, writeStored } from '../lib/storage.ts';
import {
  type Attempt,
  type Draft,
  emptyDraft,
  formatDraft,
  isQueued,
  parseDraft,
  reopened,
} from './drafts.ts';

/** Drafts belong to a person and a conversation; a conversation that does not exist yet is null. */
export type DraftPlace = { viewerId: string; conversationId: string | null };
/** A message that is written anew is a draft of its own. */
export type EditPlace = { viewerId: string; messageId: string };
type Place = DraftPlace | EditPlace;

const saveAfterMs = 250;

const under = (viewerId: string) => `parley:${viewerId}:draft:`;
const nameOf = (place: Place) =>
  under(place.viewerId) + ('messageId' in place ? place.messageId : (place.conversationId ?? 'new'));

const useDrafts = create<Record<string, Draft>>(() => ({}));
const unsaved = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The first look at a place reads what an earlier page left there, a send that it did not see answered included. */
function draftNamed(drafts: Record<string, Draft>, name: string): Draft {
  return drafts[name] ?? readOnce(name);
}

const read = new Map<string, Draft>();

function readOnce(name: string): Draft {
  const draft = read.get(name) ?? reopened(parseDraft(readStored(name)));
  read.set(name, draft);
  return draft;
}

export function useDraft(place: Place): Draft {
  const name = nameOf(place);
  return useDrafts((drafts) => draftNamed(drafts, name));
}

export const getDraft = (place: Place): Draft => draftNamed(useDrafts.getState(), nameOf(place));

export function changeDraft(place: Place, draft: Draft): void {
  const name = nameOf(place);
  useDrafts.setState({ [name]: draft });
  unsaved.add(name);
  clearTimeout(timer);
  timer = setTimeout(saveDrafts, saveAfterMs);
}

export function saveDrafts(): void {
  clearTimeout(timer);
  for (const name of unsaved) writeStored(name, formatDraft(getNamed(name)));
  unsaved.clear();
}

const getNamed = (name: string): Draft => useDrafts.getState()[name] ?? emptyDraft;

/** The places in which an earlier page left a message that waits for a connection. */
export function queuedPlaces(viewerId: string): DraftPlace[] {
  return storedNames(under(viewerId))
    .filter((name) => isQueued(parseDraft(readStored(name))))
    .map((name) => name.slice(under(viewerId).length))
    .map((of) => ({ viewerId, conversationId: of === 'new' ? null : of }));
}

/** What waits, whoever wrote it: without a way to the server nobody is known to be signed in. */
export const queuedAttempts = (): Attempt[] =>
  storedNames('parley:')
    .filter((name) => name.includes(':draft:'))
    .map((name) => parseDraft(readStored(name)))
    .filter(isQueued)
    .flatMap(({ attempt }) => attempt ?? []);

/** A browser that is signed out keeps nothing that its person wrote. */
export function removeDrafts(viewerId: string): void {
  unsaved.clear();
  read.clear();
  useDrafts.setState({}, true);
  removeStoredUnder(under(viewerId));
}

addEventListener('pagehide', saveDrafts);
