import type { ExportChatQuery, ExportPathQuery } from '../graphql/generated/graphql.ts';
import { type Reader, rowsOf } from '../graphql/reader.ts';
import { m } from '../lib/messages.ts';
import { ExportChat, ExportLeaf, ExportPath } from './export-documents.ts';

type Chat = Extract<NonNullable<ExportChatQuery['node']>, { __typename?: 'Conversation' }>;
type Path = Extract<NonNullable<ExportPathQuery['node']>, { __typename?: 'Conversation' }>;

/** A chat with all its branches, as plain data; null if it is gone. */
export async function readChat(read: Reader, id: string) {
  let head = null as Chat | null;
  const messages = [];
  const page = async (after: string | null) => {
    const { node } = await read(ExportChat, { id, after });
    if (!node || !('messages' in node)) return null;
    head = node;
    return node.messages;
  };
  for await (const { parent, ...message } of rowsOf(page)) {
    messages.push({ ...message, parentId: parent?.id ?? null });
  }
  return head && { ...headOf(head), messages };
}

function headOf({ messages: _, model, systemPrompt, activeLeaf, forkedFrom, ...rest }: Chat) {
  return {
    ...rest,
    model: model.name,
    instructions: systemPrompt ?? null,
    shownMessageId: activeLeaf?.id ?? null,
    forkedFromMessageId: forkedFrom?.id ?? null,
  };
}

/** The thread that is shown, or the one through a message, for people to read; null if it is gone. */
export async function readAsMarkdown(read: Reader, id: string, messageId: string | null) {
  let head = null as Path | null;
  let leafId = messageId && (await leafOf(read, messageId));
  const sections: string[] = [];
  const page = async (after: string | null) => {
    const { node } = await read(ExportPath, { id, leafId, after });
    if (!node || !('thread' in node)) return null;
    head = node;
    // From the second page on the same thread, wherever the chat goes meanwhile.
    leafId ??= node.activeLeaf?.id ?? null;
    return node.thread;
  };
  for await (const { role, text, generation } of rowsOf(page)) {
    const author = role === 'USER' ? m.chatExportYou() : generation?.model.displayName;
    sections.push(`## ${author ?? m.chatExportModel()}\n\n${text.trim()}\n`);
  }
  const title = titleOf(head);
  return title === null ? null : { title, text: [`# ${title}\n`, ...sections].join('\n') };
}

const titleOf = (head: Path | null) => head && (head.title.replace(/\s+/g, ' ').trim() || m.untitled());

async function leafOf(read: Reader, messageId: string): Promise<string | null> {
  const { node } = await read(ExportLeaf, { id: messageId });
  return node && 'leaf' in node ? node.leaf.id : null;
}

/** A name for a file that every system takes. */
export function fileName(title: string, extension: string): string {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `${[...plain].slice(0, 60).join('') || 'chat'}.${extension}`;
}
