import { SearchIcon, XIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import { ConversationRow, Conversations } from '../conversation/documents.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { m } from '../lib/messages.ts';
import { conversationPath, messagePath } from '../lib/paths.ts';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import type { Command } from './commands.ts';
import { Day, OptionRow } from './option-row.tsx';
import { type Option, type OptionGroup, optionGroups, type RecentChat } from './palette-options.ts';
import { PrefixHelp } from './prefix-help.tsx';
import { type SearchState, useSearch } from './use-search.ts';

type Props = { commands: Command[]; onClose: () => void };

/** Chats, commands and everything ever written, from one box. The focus stays in it; arrows move through the list. */
export function Palette({ commands, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState('');
  const box = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [, navigate] = useLocation();
  const found = useSearch(typed);
  const groups = optionGroups({
    typed,
    hits: found.hits,
    commands,
    recent: useRecentChats(),
    names: { recent: m.searchRecent(), commands: m.searchCommands(), untitled: m.untitled() },
  });
  const options = groups.flatMap((group) => group.options);
  const activeAt = Math.max(
    0,
    options.findIndex(({ key }) => key === active),
  );
  const idOf = (option: Option | undefined) => option && `${listId}-${option.key}`;

  const type = (text: string) => {
    setTyped(text);
    setActive('');
  };
  const choose = (option: Option | undefined) => {
    if (!option) return;
    onClose();
    if (option.kind === 'command') option.command.run();
    else if (option.kind === 'chat') navigate(conversationPath(option.chat.id));
    else navigate(messagePath(option.chat.id, option.messageId));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter may belong to an input method that is composing a word.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) return choose(options[activeAt]);
    setActive(options[(activeAt + step + options.length) % options.length]?.key ?? '');
  };

  return (
    <Dialog isPalette title={m.searchTitle()} onClose={onClose}>
      <div className="palette-head">
        <SearchIcon size={18} aria-hidden className="shrink-0 text-ink-soft" />
        <input
          ref={box}
          role="combobox"
          aria-expanded={options.length > 0}
          aria-controls={listId}
          aria-activedescendant={idOf(options[activeAt])}
          aria-autocomplete="list"
          aria-label={m.searchTitle()}
          placeholder={m.searchPlaceholder()}
          className="palette-box"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={1_000}
          value={typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton label={m.close()} size="small" onClick={onClose}>
          <XIcon size={16} />
        </IconButton>
      </div>
      <div id={listId} role="listbox" aria-label={m.searchResults()} className="palette-list">
        {groups.map((group) => (
          <Group key={group.key} group={group}>
            {group.options.map((option) => (
              <OptionRow
                key={option.key}
                id={idOf(option) ?? ''}
                option={option}
                isActive={option === options[activeAt]}
                onPoint={() => setActive(option.key)}
                onChoose={() => choose(option)}
              />
            ))}
          </Group>
        ))}
      </div>
      <Outcome typed={typed} found={found} count={options.length} />
      <PrefixHelp
        onPick={(prefix) => {
          type(`${typed.trimEnd()}${typed.trim() === '' ? '' : ' '}${prefix}`);
          box.current?.focus();
        }}
      />
    </Dialog>
  );
}

type GroupProps = { group: OptionGroup; children: ReactNode };

function Group({ group: { label, isHeaded, chat }, children }: GroupProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options.
    <div role="group" aria-label={label} className="palette-group">
      {isHeaded && (
        <div aria-hidden className="palette-heading">
          <span className="min-w-0 flex-1 truncate" dir="auto">
            {label}
          </span>
          {chat && <Day at={chat.updatedAt} />}
        </div>
      )}
      {children}
    </div>
  );
}

/** What went wrong, or that nothing was found; how many there are, commands included, is only said. */
function Outcome({ typed, found, count }: { typed: string; found: SearchState; count: number }) {
  const isAnswered = typed.trim() !== '' && found.answered === typed.trim();
  const isEmpty = isAnswered && count === 0 && found.problem === null;
  const filter = wordlessRole(typed);
  return (
    <>
      {found.problem && (
        <p role="alert" className="palette-note">
          {found.problem}
        </p>
      )}
      {isEmpty && (
        <p className="palette-note">
          {filter ? m.searchAddWord({ filter }) : m.searchNothing({ query: typed.trim() })}
        </p>
      )}
      <span role="status" className="sr-only">
        {isAnswered && !found.problem ? m.searchCount({ count }) : ''}
      </span>
    </>
  );
}

/** `role:` tells messages apart, and without a word none are looked for: what narrows, when nothing else was typed. */
function wordlessRole(typed: string): string | null {
  const isWordless = typed.replace(/-?[a-z]+:("[^"]*"?|\S*)/gi, '').trim() === '';
  return isWordless ? (/\brole:\S+/i.exec(typed)?.[0] ?? null) : null;
}

/** The newest chats, as the sidebar has loaded them. */
function useRecentChats(): RecentChat[] {
  const [{ data }] = useQuery({ query: Conversations, variables: { first: 30 } });
  const nodes = data?.viewer?.conversations.nodes ?? [];
  return nodes.slice(0, 6).map((node) => getFragmentData(ConversationRow, node));
}
