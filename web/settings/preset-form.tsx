import { useId, useState } from 'react';
import { useMutation } from 'urql';
import { useModels } from '../composer/use-models.ts';
import { refusalSentence } from '../graphql/errors.ts';
import { m } from '../lib/messages.ts';
import { useUnsaved } from '../lib/use-unsaved.ts';
import { CreatePreset, UpdatePreset } from '../preset/documents.ts';
import type { Preset } from '../preset/use-presets.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { TextArea } from '../ui/text-area.tsx';

type Values = { name: string; text: string; modelId: string; temperature: string };
type Problems = { name?: string; text?: string; temperature?: string; all?: string };

export function PresetForm({ preset, onClose }: { preset: Preset | null; onClose: () => void }) {
  const unsaved = useUnsaved<Values>(`preset ${preset?.id ?? ''}`, {
    name: preset?.name ?? '',
    text: preset?.text ?? '',
    modelId: preset?.model?.id ?? '',
    temperature: preset?.temperature?.toString() ?? '',
  });
  const { values } = unsaved;
  const [problems, setProblems] = useState<Problems>({});
  const save = useSave(preset);
  const set = (change: Partial<Values>) => unsaved.change({ ...values, ...change });
  const end = () => {
    unsaved.forget();
    onClose();
  };

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    const found = problemsOf(values);
    const refusal = Object.keys(found).length > 0 ? null : await save(values);
    if (refusal) found.all = refusal;
    if (Object.keys(found).length === 0) return end();
    setProblems(found);
  };
  return (
    <Dialog
      title={preset ? m.presetEdit({ name: preset.name }) : m.presetNew()}
      onClose={onClose}
      isDirty={unsaved.hasChanged}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={m.name()}
          value={values.name}
          maxLength={60}
          error={problems.name ?? null}
          onChange={(name) => set({ name })}
        />
        <TextArea
          label={m.presetText()}
          rows={5}
          value={values.text}
          maxLength={20_000}
          error={problems.text}
          onChange={(text) => set({ text })}
        />
        <ModelSelect
          value={values.modelId}
          known={preset?.model ?? null}
          onChange={(modelId) => set({ modelId })}
        />
        <Field
          label={m.presetTemperature()}
          inputMode="decimal"
          value={values.temperature}
          hint={m.presetTemperatureHint()}
          error={problems.temperature ?? null}
          onChange={(temperature) => set({ temperature })}
        />
        {problems.all && (
          <p role="alert" className="text-sm text-danger">
            {problems.all}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={end}>{m.cancel()}</Button>
          <Button type="submit" kind="primary">
            {m.save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type SelectProps = {
  value: string;
  /** The preset's own, which may be offered no more. */
  known: { id: string; displayName: string } | null;
  onChange: (modelId: string) => void;
};

function ModelSelect({ value, known, onChange }: SelectProps) {
  const id = useId();
  const models = useModels().models ?? [];
  const isGone = known !== null && !models.some((model) => model.id === known.id);
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {m.presetModel()}
      </label>
      <select
        id={id}
        className="field h-11 px-3"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{m.presetModelAny()}</option>
        {isGone && <option value={known.id}>{known.displayName}</option>}
        {models.map((model) => (
          <option key={model.id} value={model.id}>
            {model.displayName}
          </option>
        ))}
      </select>
    </div>
  );
}

function useSave(preset: Preset | null) {
  const [, create] = useMutation(CreatePreset);
  const [, update] = useMutation(UpdatePreset);
  /** Resolves to the reason when it was refused. */
  return async ({ name, text, modelId, temperature }: Values): Promise<string | null> => {
    const fields = { name, text, temperature: numberIn(temperature) };
    // A model that was not changed is not sent: it may be offered no more.
    const isModelKept = preset !== null && modelId === (preset.model?.id ?? '');
    const model = isModelKept ? {} : { modelId: modelId || null };
    const result = preset
      ? (await update({ input: { presetId: preset.id, ...fields, ...model } })).data?.updatePreset
      : (await create({ input: { ...fields, ...model } })).data?.createPreset;
    const isDone =
      result?.__typename === 'CreatePresetPayload' || result?.__typename === 'UpdatePresetPayload';
    if (isDone) return null;
    return refusalSentence(result, m.saveFailed());
  };
}

const numberIn = (text: string): number | null => {
  const bare = text.trim().replace(',', '.');
  return bare === '' ? null : Number(bare);
};

function problemsOf({ name, text, temperature }: Values): Problems {
  const number = numberIn(temperature);
  const isWrong = number !== null && !(number >= 0 && number <= 2);
  return {
    ...(name.trim() === '' ? { name: m.presetNameMissing() } : {}),
    ...(text.trim() === '' ? { text: m.presetTextMissing() } : {}),
    ...(isWrong ? { temperature: m.presetTemperatureWrong() } : {}),
  };
}
