import { createSwitch } from '../lib/create-switch.ts';

/** Whether screen readers are given an answer's sentences as they come, or only its beginning and its end. */
export const readAloud = createSwitch('parley:read-aloud-off');
