import { create } from 'zustand';
import { readStored, removeStoredUnder, writeStored } from '../lib/storage.ts';
import { type Draft, emptyDraft, formatDraft, parseDraft, restored } from './drafts.ts';

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
  const draft = read.get(name) ?? restored(parseDraft(readStored(name)));
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

/** A browser that is signed out keeps nothing that its person wrote. */
export function removeDrafts(viewerId: string): void {
  unsaved.clear();
  read.clear();
  useDrafts.setState({}, true);
  removeStoredUnder(under(viewerId));
}

addEventListener('pagehide', saveDrafts);
