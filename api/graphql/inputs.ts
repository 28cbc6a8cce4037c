import { z } from 'zod';
import { NotFoundError } from '../platform/domain-error.ts';
import { flawOf, isStorable } from '../platform/text.ts';
import { keyOf } from './global-id.ts';

/** Text that PostgreSQL can keep. */
export const storableText = (what: string, maxLength: number) =>
  z
    .string()
    .max(maxLength, `${what} must have at most ${maxLength} characters.`)
    .refine(isStorable, { error: ({ input }) => `${what} ${flawOf(String(input))}` });

/** The same, with something in it besides white space. */
export const sentence = (what: string, maxLength: number) =>
  storableText(what, maxLength).refine((text) => text.trim() !== '', `${what} must not be empty.`);

/** What providers take: 0 always says the likeliest word, 2 is chaos. */
export const temperature = z
  .number()
  .min(0, 'The temperature must be at least 0.')
  .max(2, 'The temperature must be at most 2.');

/** The key behind an input's ID. A malformed ID, or one of another type, names nothing: NotFoundError. */
export function requireKey(typename: string, id: string): string {
  const key = keyOf(typename, id);
  if (key === null) throw new NotFoundError(typename.toLowerCase());
  return key;
}

/** A property only if its value was given: null and left out both mean "leave it". */
export function given<Name extends string, Value>(name: Name, value: Value | null | undefined) {
  return (value === null || value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value };
}
