import { EllipsisIcon, PrinterIcon, ScrollTextIcon } from 'lucide-react';
import { useState } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { InstructionsDialog } from './instructions-dialog.tsx';

/** What can be done with the chat that is open. */
export function ChatMenu({ conversationId, onPrint }: { conversationId: string; onPrint?: () => void }) {
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
      </Menu>
      {isInstructing && (
        <InstructionsDialog conversationId={conversationId} onClose={() => setIsInstructing(false)} />
      )}
    </>
  );
}
