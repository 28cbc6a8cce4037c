/**
 * What a browser keeps to be read without a connection: the chats that were open last, as they were shown. Beside the
 * service worker's copy of the program (public/sw.js). Signing out removes it.
 */
type KeptMessage = { id: string; role: 'USER' | 'ASSISTANT'; text: string };
export type KeptChat = { id: string; title: string; keptAt: number; messages: KeptMessage[] };

const cacheName = 'parley-chats';
const mostChats = 20;

const addressOf = (id: string): string => `/kept/${encodeURIComponent(id)}`;

/** Pages on plain http have no such store: they keep nothing. */
const open = (): Promise<Cache> => caches.open(cacheName);

export async function keepChat(chat: Omit<KeptChat, 'keptAt'>): Promise<void> {
  try {
    const store = await open();
    const kept: KeptChat = { ...chat, keptAt: Date.now() };
    await store.put(addressOf(chat.id), new Response(JSON.stringify(kept)));
    for (const { id } of (await readAll(store)).slice(mostChats)) await store.delete(addressOf(id));
  } catch {
    // No store, or a full one: nothing is kept.
  }
}

/** The newest first. */
export async function keptChats(): Promise<KeptChat[]> {
  try {
    return await readAll(await open());
  } catch {
    return [];
  }
}

export async function forgetChats(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(cacheName).catch(() => {});
}

async function readAll(store: Cache): Promise<KeptChat[]> {
  const answers = await store.matchAll();
  const chats = (await Promise.all(answers.map((answer) => answer.json()))) as KeptChat[];
  return chats.toSorted((a, b) => b.keptAt - a.keptAt);
}
