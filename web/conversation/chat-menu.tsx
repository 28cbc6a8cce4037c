import { BracesIcon, EllipsisIcon, FileTextIcon, PrinterIcon, ScrollTextIcon } from 'lucide-react';
import { useState } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { InstructionsDialog } from './instructions-dialog.tsx';
import { exportChat } from './save-chat.ts';

type Props = {
  conversationId: string;
  /** The message that the address points at: the thread through it is the one that is shown. */
  messageId: string | null;
  onPrint?: () => void;
};

/** What can be done with the chat that is open. */
export function ChatMenu({ conversationId, messageId, onPrint }: Props) {
  const [isInstructing, setIsInstructing] = useState(false);
  return (
    <>
      <Menu
        label={m.chatOptions()}
        align="end"
        trigger={
          <IconButton label={m.chatOptions()} className="ms-auto">
            <EllipsisIcon size={18} />
          </IconButton>
        }
      >
        <MenuItem icon={<ScrollTextIcon size={16} />} onSelect={() => setIsInstructing(true)}>
          {m.chatInstructionsMenu()}
        </MenuItem>
        {onPrint && (
          <MenuItem icon={<PrinterIcon size={16} />} onSelect={onPrint}>
            {m.print()}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem
          icon={<FileTextIcon size={16} />}
          onSelect={() => void exportChat('markdown', conversationId, messageId)}
        >
          {m.chatExportMarkdown()}
        </MenuItem>
        <MenuItem
          icon={<BracesIcon size={16} />}
          onSelect={() => void exportChat('json', conversationId, messageId)}
        >
          {m.chatExportJson()}
        </MenuItem>
      </Menu>
      {isInstructing && (
        <InstructionsDialog conversationId={conversationId} onClose={() => setIsInstructing(false)} />
      )}
    </>
  );
}
