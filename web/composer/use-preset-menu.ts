import { type KeyboardEvent, useId, useState } from 'react';
import { filterPresets, presetQuery } from '../preset/filter-presets.ts';
import { type Preset, usePresets } from '../preset/use-presets.ts';

export type PresetMenuState = ReturnType<typeof usePresetMenu>;

/** Presets by `/`: open while the box holds nothing but that; arrows choose, Enter and Tab take, Esc leaves it be. */
export function usePresetMenu(text: string, onUse: (preset: Preset) => void) {
  const listId = useId();
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [at, setAt] = useState({ query: '', index: 0 });
  const query = presetQuery(text);
  const { presets } = usePresets(query !== null);
  const shown = query === null || dismissed === text ? [] : filterPresets(presets ?? [], query);
  const isOpen = shown.length > 0;
  const active = at.query === query ? Math.min(at.index, shown.length - 1) : 0;
  const optionId = (index: number) => `${listId}-${index}`;
  const move = (by: number) =>
    setAt({ query: query ?? '', index: (active + by + shown.length) % shown.length });
  const choose = (preset: Preset) => {
    // A text that itself begins with `/` must not open the list again.
    setDismissed(preset.text);
    onUse(preset);
  };

  /** True if the key was the list's. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (!isOpen || event.nativeEvent.isComposing || event.keyCode === 229) return false;
    const chosen = shown[active];
    const isTaking = (event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey);
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape') setDismissed(text);
    else if (isTaking && chosen) choose(chosen);
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    isOpen,
    /** Nothing to choose from, ever: worth a word while it is asked for. */
    isEmpty: query === '' && presets?.length === 0,
    shown,
    active,
    listId,
    optionId,
    choose,
    onKey,
    boxProps: {
      'aria-autocomplete': 'list' as const,
      'aria-controls': isOpen ? listId : undefined,
      'aria-activedescendant': isOpen ? optionId(active) : undefined,
    },
  };
}
