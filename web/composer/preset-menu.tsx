import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { decimal } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { settingsPath } from '../lib/paths.ts';
import type { PresetMenuState } from './use-preset-menu.ts';

/** The list above the box while `/` is typed. The focus stays in the box, which points here. */
export function PresetMenu({ menu }: { menu: PresetMenuState }) {
  const list = useRef<HTMLDivElement>(null);
  const { isOpen, isEmpty, shown, active, listId, optionId, choose } = menu;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another place to scroll to.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  if (isEmpty) {
    return (
      <p className="preset-menu px-3 py-2.5 text-sm text-ink-soft">
        {m.presetsEmpty()}{' '}
        <Link href={settingsPath('presets')} className="underline">
          {m.presetMake()}
        </Link>
      </p>
    );
  }
  return (
    <>
      <span role="status" className="sr-only">
        {isOpen ? m.presetCount({ count: shown.length }) : ''}
      </span>
      {isOpen && (
        <div ref={list} id={listId} role="listbox" aria-label={m.presetList()} className="preset-menu">
          {shown.map((preset, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's.
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box (aria-activedescendant).
            <div
              key={preset.id}
              id={optionId(index)}
              role="option"
              aria-selected={index === active}
              className={clsx('menu-item cursor-pointer', index === active && 'bg-hover')}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(preset)}
            >
              <span className="shrink-0 font-medium">/{preset.name}</span>
              <span className="min-w-0 flex-1 truncate text-ink-soft">{preset.text}</span>
              {preset.model && <span className="badge">{preset.model.displayName}</span>}
              {preset.temperature != null && <span className="badge">{decimal(preset.temperature, 2)}</span>}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
