import clsx from 'clsx';
import { CheckIcon, SearchIcon, StarIcon, XIcon } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { m } from '../lib/messages.ts';
import { ComboOption } from '../ui/combo-option.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { toggleFavourite, useFavouriteModels } from './favourite-models.ts';
import { groupsOf, type ModelGroup } from './model-groups.ts';
import { modelHint } from './model-hint.ts';
import type { Model } from './use-models.ts';

type Props = {
  title: string;
  models: readonly Model[];
  chosenId: string | null;
  onChoose: (modelId: string) => void;
  onClose: () => void;
};

/**
 * One of many models, found by a part of its name. The focus stays in the box, as in the palette; the default export,
 * because it comes when it is asked for.
 */
export default function ModelDialog({ title, models, chosenId, onChoose, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(chosenId);
  const listId = useId();
  const favourites = useFavouriteModels((state) => state.ids);
  const groups = groupsOf(models, { typed, favourites });
  const shown = groups.flatMap((group) => group.models);
  const activeAt = Math.max(
    0,
    shown.findIndex(({ id }) => id === active),
  );
  const pointed = shown[activeAt];
  const idOf = (model: Model | undefined) => model && `${listId}-${model.id}`;
  const choose = (model: Model | undefined) => {
    if (!model) return;
    onClose();
    onChoose(model.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) return choose(shown[activeAt]);
    setActive(shown[(activeAt + step + shown.length) % shown.length]?.id ?? null);
  };
  return (
    <Dialog isPalette title={title} onClose={onClose}>
      <div className="palette-head">
        <SearchIcon size={18} aria-hidden className="shrink-0 text-ink-soft" />
        <input
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls={listId}
          aria-activedescendant={idOf(shown[activeAt])}
          aria-autocomplete="list"
          aria-label={title}
          placeholder={m.modelFind()}
          className="palette-box"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="go"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(null);
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton label={m.close()} size="small" onClick={onClose}>
          <XIcon size={16} />
        </IconButton>
      </div>
      <div id={listId} role="listbox" aria-label={title} className="palette-list">
        {groups.map((group) => (
          <Group key={group.name} group={group}>
            {group.models.map((model) => (
              <ModelOption
                key={model.id}
                id={idOf(model) ?? ''}
                model={model}
                isActive={model === shown[activeAt]}
                isChosen={model.id === chosenId}
                isFavourite={favourites.has(model.id)}
                onPoint={() => setActive(model.id)}
                onChoose={() => choose(model)}
              />
            ))}
          </Group>
        ))}
      </div>
      {shown.length === 0 && <p className="palette-note">{m.searchNothing({ query: typed.trim() })}</p>}
      {pointed && (
        <button
          type="button"
          className="favourite-button"
          aria-pressed={favourites.has(pointed.id)}
          onClick={() => toggleFavourite(pointed.id)}
        >
          {m.modelFavourite({ name: pointed.displayName })}
        </button>
      )}
      <span role="status" className="sr-only">
        {typed.trim() === '' ? '' : m.searchCount({ count: shown.length })}
      </span>
    </Dialog>
  );
}

function Group({ group: { name }, children }: { group: ModelGroup; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options.
    <div role="group" aria-label={name} className="palette-group">
      <div aria-hidden className="palette-heading">
        {name}
      </div>
      {children}
    </div>
  );
}

type OptionProps = {
  id: string;
  model: Model;
  isActive: boolean;
  isChosen: boolean;
  isFavourite: boolean;
  onPoint: () => void;
  onChoose: () => void;
};

function ModelOption({ model, isChosen, isFavourite, ...row }: OptionProps) {
  return (
    <ComboOption {...row}>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium" dir="auto">
          {model.displayName}
        </span>
        <span className="block text-xs text-ink-soft">{modelHint(model)}</span>
      </span>
      {isChosen && <CheckIcon size={16} role="img" aria-label={m.modelChosen()} className="text-accent" />}
      {/* For pointers: an option holds no button. Keys and screen readers have the one below the list. */}
      <span
        className={clsx('favourite-star', isFavourite && 'favourite-star-on')}
        aria-hidden
        // The focus stays in the box.
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.stopPropagation();
          toggleFavourite(model.id);
        }}
      >
        <StarIcon size={15} fill={isFavourite ? 'currentColor' : 'none'} />
      </span>
    </ComboOption>
  );
}
