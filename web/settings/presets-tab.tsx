import { PencilIcon, PlusIcon, Trash2Icon } from 'lucide-react';
import { useState } from 'react';
import { useMutation } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import { decimal } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { DeletePreset, RestorePreset } from '../preset/documents.ts';
import { type Preset, usePresets } from '../preset/use-presets.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { PresetForm } from './preset-form.tsx';

export function PresetsTab() {
  const { presets, hasFailed } = usePresets();
  const [editing, setEditing] = useState<Preset | 'new' | null>(null);
  const remove = useRemovePreset();
  if (hasFailed) return <p role="alert">{m.loadFailed()}</p>;
  if (!presets) return <Skeleton label={m.loading()} widths={['60%', '90%', '75%']} />;
  return (
    <>
      <p className="text-ink-soft">{m.presetsLead()}</p>
      {presets.length === 0 ? (
        <p className="text-ink-soft">{m.presetsEmpty()}</p>
      ) : (
        <ul className="preset-list">
          {presets.map((preset) => (
            <li key={preset.id} className="preset-card">
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-2">
                  <span className="font-medium break-all">/{preset.name}</span>
                  {preset.model && <span className="badge">{preset.model.displayName}</span>}
                  {preset.temperature != null && (
                    <span className="badge">{m.temperature({ value: decimal(preset.temperature, 2) })}</span>
                  )}
                </span>
                <span className="line-clamp-2 text-sm text-ink-soft">{preset.text}</span>
              </span>
              <IconButton label={m.presetEdit({ name: preset.name })} onClick={() => setEditing(preset)}>
                <PencilIcon size={16} />
              </IconButton>
              <IconButton label={m.presetDelete({ name: preset.name })} onClick={() => remove(preset)}>
                <Trash2Icon size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button kind="primary" onClick={() => setEditing('new')}>
          <PlusIcon size={16} aria-hidden />
          {m.presetNew()}
        </Button>
      </div>
      {editing && <PresetForm preset={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

/** Gone at once, and back by the toast. */
function useRemovePreset() {
  const [, remove] = useMutation(DeletePreset);
  const [, restore] = useMutation(RestorePreset);
  const undo = async (presetId: string) => {
    const result = (await restore({ input: { presetId } })).data?.restorePreset;
    if (result?.__typename === 'RestorePresetPayload') return;
    showToast(refusalSentence(result, m.saveFailed()));
  };
  return async ({ id, name }: Preset) => {
    const { data } = await remove({ input: { presetId: id } });
    if (!data) return showToast(m.saveFailed());
    showToast(m.presetDeleted({ name }), { label: m.undo(), onChoose: () => void undo(id) });
  };
}
