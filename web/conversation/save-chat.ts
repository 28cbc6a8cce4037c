import { openReader } from '../graphql/reader.ts';
import { m } from '../lib/messages.ts';
import { saveFile } from '../lib/save-file.ts';
import { showToast } from '../lib/toast.ts';
import { fileName, readAsMarkdown, readChat } from './export-chat.ts';

const longestMs = 5 * 60_000;

/** Saves a chat as a file; says so if it could not be read. */
export async function exportChat(
  kind: 'markdown' | 'json',
  conversationId: string,
  messageId: string | null,
): Promise<void> {
  const file = await (kind === 'json'
    ? jsonFile(conversationId)
    : markdownFile(conversationId, messageId)
  ).catch(() => null);
  if (file) saveFile(file);
  else showToast(m.chatExportFailed());
}

const open = () => openReader(AbortSignal.timeout(longestMs));

async function jsonFile(id: string): Promise<File | null> {
  const chat = await readChat(open(), id);
  const type = 'application/json';
  return chat && new File([JSON.stringify(chat, null, 2)], fileName(chat.title, 'json'), { type });
}

async function markdownFile(id: string, messageId: string | null): Promise<File | null> {
  const path = await readAsMarkdown(open(), id, messageId);
  return path && new File([path.text], fileName(path.title, 'md'), { type: 'text/markdown' });
}
