import { readStored, writeStored } from '../lib/storage.ts';

const name = 'parley:has-signed-in';

/** Somebody has signed in with this browser, who most likely comes back. */
export const isKnownHere = (): boolean => readStored(name) !== null;

/** From now on this browser is greeted with sign-in. */
export const rememberPerson = (): void => writeStored(name, 'yes');
