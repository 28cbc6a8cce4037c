import {
  CopyIcon,
  EllipsisIcon,
  FileTextIcon,
  GitForkIcon,
  LinkIcon,
  PencilIcon,
  RefreshCwIcon,
  TextSelectIcon,
} from 'lucide-react';
import { useState } from 'react';
import { fewModels } from '../composer/model-hint.ts';
import { copyRich, copyText } from '../lib/clipboard.ts';
import { m } from '../lib/messages.ts';
import { messagePath } from '../lib/paths.ts';
import { showToast } from '../lib/toast.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later, part } from '../ui/later.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/menu.tsx';
import { selectText } from './select-text.ts';
import { useThreadActions } from './thread-actions.ts';

const modelDialog = part(() => import('../composer/model-dialog.tsx'));

type Props = {
  messageId: string;
  text: () => string;
  /** Of what can be written anew. */
  onEdit?: (() => void) | undefined;
  /** Of an answer: what another one would be asked of. */
  answer?: { parentId: string | null; modelId: string | null };
};

/** What is done with a message more seldom than copying it. */
export function MessageMenu({ messageId, text, onEdit, answer }: Props) {
  const actions = useThreadActions();
  const [isChoosing, setIsChoosing] = useState(false);
  if (!actions) return null;
  const { conversationId, fork, regenerate, models } = actions;
  const copy = async (what: string, done: string) =>
    showToast((await copyText(what)) ? done : m.copyFailed());
  const copyFormatted = async () => {
    const shown = document.querySelector(`[data-message="${CSS.escape(messageId)}"] .markdown`);
    showToast(shown && (await copyRich(shown)) ? m.copied() : m.copyFailed());
  };
  const others = models.filter(({ id }) => id !== answer?.modelId);
  const ask = (modelId?: string) =>
    answer && regenerate({ id: messageId, parentId: answer.parentId }, modelId);
  const trigger = (
    <IconButton label={m.moreActions()} size="small">
      <EllipsisIcon size={15} />
    </IconButton>
  );
  // Beside the menu these stand as buttons.
  const inSheet = (
    <>
      <MenuItem icon={<CopyIcon size={15} />} onSelect={() => copy(text(), m.copied())}>
        {m.copy()}
      </MenuItem>
      <MenuItem
        icon={<TextSelectIcon size={15} />}
        onSelect={() => requestAnimationFrame(() => selectText(messageId))}
      >
        {m.selectText()}
      </MenuItem>
      {onEdit && !answer && (
        <MenuItem icon={<PencilIcon size={15} />} onSelect={onEdit}>
          {m.edit()}
        </MenuItem>
      )}
      {answer && (
        <MenuItem icon={<RefreshCwIcon size={15} />} onSelect={() => ask()}>
          {m.regenerate()}
        </MenuItem>
      )}
      <MenuLine />
    </>
  );
  const isMany = others.length > fewModels;
  const close = () => setIsChoosing(false);
  return (
    <>
      <Menu trigger={trigger} label={m.moreActions()} align="start" className="w-64" inSheet={inSheet}>
        {answer && (
          <MenuItem icon={<FileTextIcon size={15} />} onSelect={copyFormatted}>
            {m.copyRich()}
          </MenuItem>
        )}
        {answer && onEdit && (
          <MenuItem icon={<PencilIcon size={15} />} onSelect={onEdit}>
            {m.editAnswer()}
          </MenuItem>
        )}
        <MenuItem
          icon={<LinkIcon size={15} />}
          onSelect={() => copy(location.origin + messagePath(conversationId, messageId), m.linkCopied())}
        >
          {m.copyMessageLink()}
        </MenuItem>
        <MenuItem icon={<GitForkIcon size={15} />} onSelect={() => fork(messageId, 'VISIBLE_PATH')}>
          {m.forkPath()}
        </MenuItem>
        <MenuItem icon={<GitForkIcon size={15} />} onSelect={() => fork(messageId, 'EVERYTHING_BELOW')}>
          {m.forkBelow()}
        </MenuItem>
        {answer && isMany && (
          <MenuItem icon={<RefreshCwIcon size={15} />} onSelect={() => setIsChoosing(true)}>
            {m.answerWithOther()}
          </MenuItem>
        )}
        {answer && !isMany && others.length > 0 && (
          <>
            <MenuLine />
            <MenuChoice label={m.answerWith()}>
              {others.map(({ id, displayName }) => (
                <MenuItem key={id} icon={<RefreshCwIcon size={15} />} onSelect={() => ask(id)}>
                  {displayName}
                </MenuItem>
              ))}
            </MenuChoice>
          </>
        )}
      </Menu>
      {isChoosing && (
        <Later
          part={modelDialog}
          props={{
            title: m.answerWithOther(),
            models: others,
            chosenId: null,
            onChoose: ask,
            onClose: close,
          }}
          onMissing={close}
        />
      )}
    </>
  );
}
