import { ClipboardListIcon, MaximizeIcon, XIcon } from 'lucide-react';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { changeDraft, type DraftPlace, getDraft, useDraft } from './draft-store.ts';
import { returnToComposer } from './quote.ts';

/** Long texts that were pasted, kept beside what is written until it is sent. */
export function PasteChips({ place }: { place: DraftPlace }) {
  const draft = useDraft(place);
  const { pastes = [] } = draft;
  const take = (index: number, text = draft.text) => {
    changeDraft(place, { ...draft, text, pastes: pastes.filter((_, at) => at !== index) });
    returnToComposer();
  };
  return pastes.map((paste, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: equal texts may be pasted twice; the place is all that tells them apart.
    <div key={index} className="paste-chip">
      <ClipboardListIcon size={15} aria-hidden className="shrink-0 text-ink-soft" />
      <span className="truncate">
        {m.pastedText()} · {m.pastedLines({ lines: paste.trimEnd().split('\n').length })}
      </span>
      <IconButton
        label={m.pastedShow()}
        size="small"
        onClick={() => take(index, [draft.text, paste].filter(Boolean).join('\n\n'))}
      >
        <MaximizeIcon size={14} />
      </IconButton>
      <IconButton
        label={m.pastedRemove()}
        size="small"
        onClick={() => {
          take(index);
          showToast(m.pastedRemoved(), { label: m.undo(), onChoose: () => putBack(place, paste, index) });
        }}
      >
        <XIcon size={14} />
      </IconButton>
    </div>
  ));
}

function putBack(place: DraftPlace, paste: string, index: number): void {
  const draft = getDraft(place);
  changeDraft(place, { ...draft, pastes: (draft.pastes ?? []).toSpliced(index, 0, paste) });
}
