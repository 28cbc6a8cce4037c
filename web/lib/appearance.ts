import { create } from 'zustand';
import { readStored, writeStored } from './storage.ts';

/** How close lines and rows stand, and how large text is. `public/theme.js` reads both before the first paint. */
export const densities = ['comfortable', 'compact'] as const;
export const textSizes = ['small', 'normal', 'large'] as const;

export type Density = (typeof densities)[number];
export type TextSize = (typeof textSizes)[number];
type Appearance = { density: Density; textSize: TextSize };

const usual: Appearance = { density: 'comfortable', textSize: 'normal' };

const oneOf = <Value extends string>(
  values: readonly Value[],
  stored: string | null,
  otherwise: Value,
): Value => values.find((value) => value === stored) ?? otherwise;

export const useAppearance = create<Appearance>(() => ({
  density: oneOf(densities, readStored('parley:density'), usual.density),
  textSize: oneOf(textSizes, readStored('parley:textSize'), usual.textSize),
}));

/** Shows it and keeps it for the next visit. */
export function chooseAppearance(change: Partial<Appearance>): void {
  for (const [name, value] of Object.entries(change) as [keyof Appearance, string][]) {
    const isUsual = value === usual[name];
    writeStored(`parley:${name}`, isUsual ? null : value);
    if (isUsual) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
  }
  useAppearance.setState(change);
}
