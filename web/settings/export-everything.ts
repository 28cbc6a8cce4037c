import { readChat } from '../conversation/export-chat.ts';
import { listOf, openReader, type Reader } from '../graphql/reader.ts';
import {
  ExportAccount,
  ExportChats,
  ExportFeedback,
  ExportPresets,
  ExportProjects,
  ExportUsage,
} from './export-documents.ts';

export type Progress = { done: number; total: number };
export type Exported = { file: File; chats: number };

const atOnce = 4;
/** A chat that moves to the front of its list between two pages is missed by one reading of it, hardly by two. */
const mostListings = 3;

/**
 * Everything that the viewer has, read page by page through the same API as everybody's, as one JSON file. Each chat is
 * written down as it arrives, so that there is never more in memory than the file. Throws when it could not all be read.
 */
export async function exportEverything(
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Exported> {
  const read = openReader(signal);
  const head = JSON.stringify(await readHead(read), null, 1);
  const parts = [head.slice(0, head.lastIndexOf('}')).trimEnd(), ',\n "conversations": ['];
  const known = new Set<string>();
  let done = 0;
  let chats = 0;
  for (let listing = 0; listing < mostListings; listing += 1) {
    const ids = (await listChats(read)).filter((id) => !known.has(id));
    if (ids.length === 0) break;
    for (const id of ids) known.add(id);
    for (let at = 0; at < ids.length; at += atOnce) {
      onProgress({ done, total: known.size });
      const batch = ids.slice(at, at + atOnce);
      for (const chat of await Promise.all(batch.map((id) => readChat(read, id)))) {
        if (!chat) continue;
        parts.push(chats === 0 ? '\n' : ',\n', JSON.stringify(chat));
        chats += 1;
      }
      done += batch.length;
    }
  }
  parts.push('\n ]\n}\n');
  const name = `parley-export-${new Date().toISOString().slice(0, 10)}.json`;
  return { file: new File(parts, name, { type: 'application/json' }), chats };
}

async function readHead(read: Reader) {
  const { viewer } = await read(ExportAccount, {});
  if (!viewer) throw new Error('Nobody is signed in.');
  const { instructions, sessions, ...account } = viewer;
  return {
    format: 'parley-export',
    version: 1,
    exportedAt: new Date().toISOString(),
    account,
    instructions: instructions ?? null,
    sessions: sessions.nodes,
    ...(await readLists(read)),
  };
}

async function readLists(read: Reader) {
  return {
    projects: await listOf(async (after) => (await read(ExportProjects, { after })).viewer?.projects),
    presets: await listOf(async (after) => (await read(ExportPresets, { after })).viewer?.presets),
    feedback: await listOf(async (after) => (await read(ExportFeedback, { after })).viewer?.feedback),
    usage: await listOf(async (after) => (await read(ExportUsage, { after })).viewer?.usageEntries),
  };
}

/** Those in the lists, archived ones too, and those in the trash. */
async function listChats(read: Reader): Promise<string[]> {
  const list = (inTrash: boolean) =>
    listOf(async (after) => (await read(ExportChats, { inTrash, after })).viewer?.conversations);
  return [...(await list(false)), ...(await list(true))].map(({ id }) => id);
}
