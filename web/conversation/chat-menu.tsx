import {
  BracesIcon,
  EllipsisIcon,
  FileTextIcon,
  PrinterIcon,
  ScrollTextIcon,
  Share2Icon,
} from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { m } from '../lib/messages.ts';
import { homePath } from '../lib/paths.ts';
import { showToast } from '../lib/toast.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later, part } from '../ui/later.tsx';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { OrganizeItems } from './organize-items.tsx';

const instructionsDialog = part(() => import('./instructions-dialog.tsx'));
const shareDialog = part(() => import('../share/share-dialog.tsx'));

/** The last message of the thread on screen; null while it is being written. */
export type Shareable = { leafId: string | null };

export type ChatHead = {
  id: string;
  pinned: boolean;
  archived: boolean;
  deletedAt?: string | null;
  project?: { id: string } | null;
};

type Props = {
  conversation: ChatHead;
  /** The message that the address points at: the thread through it is the one that is shown. */
  messageId: string | null;
  onRename: () => void;
  onPrint?: () => void;
  share: Shareable | null;
};

/** What can be done with the chat that is open. */
export function ChatMenu({ conversation, messageId, onRename, onPrint, share }: Props) {
  const conversationId = conversation.id;
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<'instructions' | 'share' | null>(null);
  const onClose = () => setShown(null);
  const save = (kind: 'markdown' | 'json') =>
    void import('./save-chat.ts').then(
      ({ exportChat }) => exportChat(kind, conversationId, messageId),
      () => showToast(m.chatExportFailed()),
    );
  return (
    <>
      <Menu
        label={m.chatOptions()}
        align="end"
        className="w-60"
        trigger={
          <IconButton label={m.chatOptions()} className="ms-auto">
            <EllipsisIcon size={18} />
          </IconButton>
        }
      >
        {!conversation.deletedAt && (
          <>
            <OrganizeItems chat={conversation} onLeave={() => navigate(homePath)} onRename={onRename} />
            <MenuLine />
          </>
        )}
        <MenuItem icon={<ScrollTextIcon size={16} />} onSelect={() => setShown('instructions')}>
          {m.chatInstructionsMenu()}
        </MenuItem>
        {share && (
          <MenuItem icon={<Share2Icon size={16} />} onSelect={() => setShown('share')}>
            {m.share()}
          </MenuItem>
        )}
        {onPrint && (
          <MenuItem icon={<PrinterIcon size={16} />} onSelect={onPrint}>
            {m.print()}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon={<FileTextIcon size={16} />} onSelect={() => save('markdown')}>
          {m.chatExportMarkdown()}
        </MenuItem>
        <MenuItem icon={<BracesIcon size={16} />} onSelect={() => save('json')}>
          {m.chatExportJson()}
        </MenuItem>
      </Menu>
      {share && shown === 'share' && (
        <Later part={shareDialog} props={{ conversationId, ...share, onClose }} onMissing={onClose} />
      )}
      {shown === 'instructions' && (
        <Later part={instructionsDialog} props={{ conversationId, onClose }} onMissing={onClose} />
      )}
    </>
  );
}
