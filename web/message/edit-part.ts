import { part } from '../ui/later.tsx';

/** The editor in a message's place. */
export const editBox = part(() => import('./edit-box.tsx'));
