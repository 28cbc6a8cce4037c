/** Parley cannot start, and the person who started it can mend that. `message` is the one sentence they see. */
export class StartError extends Error {}
