import { create } from 'zustand';
import { readStored, writeStored } from '../lib/storage.ts';

const stored = 'parley:favourite-models';

/** The models that somebody wants to find at the top, in this browser. */
export const useFavouriteModels = create<{ ids: ReadonlySet<string> }>(() => ({
  ids: new Set(readStored(stored)?.split(' ').filter(Boolean)),
}));

export function toggleFavourite(id: string): void {
  const ids = new Set(useFavouriteModels.getState().ids);
  if (!ids.delete(id)) ids.add(id);
  writeStored(stored, [...ids].join(' ') || null);
  useFavouriteModels.setState({ ids });
}
