import { useSyncExternalStore } from 'react';
import { phone } from './phone.ts';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => matchMedia(query).matches,
  );
}

export const useIsPhone = () => useMedia(phone);
