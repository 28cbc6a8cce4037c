import {
  ArchiveIcon,
  ArchiveRestoreIcon,
  FolderIcon,
  ListChecksIcon,
  PencilIcon,
  PinIcon,
  PinOffIcon,
  Share2Icon,
  Trash2Icon,
} from 'lucide-react';
import { m } from '../lib/messages.ts';
import { MenuChoice, MenuItem, MenuLine, MenuOption } from '../ui/menu.tsx';
import { useConversationActions } from './use-conversation-actions.ts';
import { useProjects } from './use-projects.ts';

type Props = {
  chat: { id: string; pinned: boolean; archived: boolean; project?: { id: string } | null };
  /** It goes out of sight with what was chosen. */
  onLeave: () => void;
  onRename: () => void;
  onSelect?: () => void;
  onShare?: () => void;
};

/** What keeps order among chats, in the menu of a row and of the chat that is open. */
export function OrganizeItems({ chat, onLeave, onRename, onSelect, onShare }: Props) {
  const { id, pinned, archived } = chat;
  const { organize, archive, moveTo, remove } = useConversationActions();
  const projects = useProjects();
  const projectId = chat.project?.id ?? null;
  const goTo = (target: string | null) => void moveTo(new Map([[id, projectId]]), target);
  return (
    <>
      <MenuItem icon={<PencilIcon size={15} />} onSelect={onRename}>
        {m.rename()}
      </MenuItem>
      <MenuItem
        icon={pinned ? <PinOffIcon size={15} /> : <PinIcon size={15} />}
        onSelect={() => void organize([id], { pinned: !pinned })}
      >
        {pinned ? m.unpin() : m.pin()}
      </MenuItem>
      {archived ? (
        <MenuItem
          icon={<ArchiveRestoreIcon size={15} />}
          onSelect={() => void organize([id], { archived: false })}
        >
          {m.unarchive()}
        </MenuItem>
      ) : (
        <MenuItem
          icon={<ArchiveIcon size={15} />}
          onSelect={() => {
            onLeave();
            void archive([id]);
          }}
        >
          {m.archive()}
        </MenuItem>
      )}
      {onShare && (
        <MenuItem icon={<Share2Icon size={15} />} onSelect={onShare}>
          {m.share()}
        </MenuItem>
      )}
      {onSelect && (
        <MenuItem icon={<ListChecksIcon size={15} />} onSelect={onSelect}>
          {m.select()}
        </MenuItem>
      )}
      {projects.length > 0 && (
        <>
          <MenuLine />
          <MenuChoice label={m.moveTo()}>
            {projects.map((project) => (
              <MenuOption
                key={project.id}
                isChosen={project.id === projectId}
                onChoose={() => goTo(project.id)}
              >
                <span className="flex items-center gap-2">
                  <FolderIcon size={15} aria-hidden />
                  <span className="truncate">{project.name}</span>
                </span>
              </MenuOption>
            ))}
            <MenuOption isChosen={projectId === null} onChoose={() => goTo(null)}>
              {m.noProject()}
            </MenuOption>
          </MenuChoice>
        </>
      )}
      <MenuLine />
      <MenuItem
        icon={<Trash2Icon size={15} />}
        isDanger
        onSelect={() => {
          onLeave();
          void remove([id]);
        }}
      >
        {m.delete()}
      </MenuItem>
    </>
  );
}
