import { type Command, matchingCommands } from './commands.ts';
import type { Hit } from './use-search.ts';

export type RecentChat = { id: string; title: string; updatedAt: string };

type Base = { key: string };
export type Option = Base &
  (
    | { kind: 'command'; command: Command }
    | { kind: 'chat'; chat: RecentChat; excerpt: string }
    | { kind: 'message'; chat: RecentChat; messageId: string; isMine: boolean; excerpt: string; more: number }
  );

/** A found title is an option itself and needs no heading; `chat` is what the heading above messages names. */
export type OptionGroup = {
  key: string;
  label: string;
  isHeaded: boolean;
  chat: RecentChat | null;
  options: Option[];
};

type Shown = { typed: string; hits: Hit[]; commands: Command[]; recent: RecentChat[]; names: Names };
type Names = { recent: string; commands: string; untitled: string };

/** What the palette offers: chats and commands before anything is typed, then what was found, chat by chat. */
export function optionGroups({ typed, hits, commands, recent, names }: Shown): OptionGroup[] {
  const matching = matchingCommands(commands, typed);
  const commandGroup = groupOf('commands', names.commands, matching.map(commandOption));
  const recentGroup = groupOf('recent', names.recent, recent.map(chatOption));
  const groups =
    typed.trim() === '' ? [recentGroup, commandGroup] : [commandGroup, ...hitGroups(hits, names)];
  return groups.filter(({ options }) => options.length > 0);
}

const groupOf = (key: string, label: string, options: Option[]): OptionGroup => ({
  key,
  label,
  isHeaded: true,
  chat: null,
  options,
});

const commandOption = (command: Command): Option => ({
  key: `command-${command.id}`,
  kind: 'command',
  command,
});

const chatOption = (chat: RecentChat): Option => ({
  key: `chat-${chat.id}`,
  kind: 'chat',
  chat,
  excerpt: chat.title,
});

function hitGroups(hits: Hit[], { untitled }: Names): OptionGroup[] {
  const byChat = Map.groupBy(hits, ({ conversation }) => conversation.id);
  return [...byChat].map(([id, group]) => {
    const chat = group[0]!.conversation;
    const isHeaded = group.every(({ node }) => node.__typename === 'Message');
    return { key: id, label: chat.title || untitled, isHeaded, chat, options: group.map(hitOption) };
  });
}

function hitOption({ conversation: chat, node, excerpt, moreInConversation: more }: Hit): Option {
  if (node.__typename === 'Conversation') return { key: `chat-${chat.id}`, kind: 'chat', chat, excerpt };
  const isMine = node.role === 'USER';
  return { key: `message-${node.id}`, kind: 'message', chat, messageId: node.id, isMine, excerpt, more };
}
