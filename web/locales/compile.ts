import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import messageFormat from '@messageformat/core';
import compileMessages from '@messageformat/core/lib/compile-module.js';
import { parse, type Token } from '@messageformat/parser';
import type { Plugin } from 'vite';

/**
 * Sentences are ICU messages, one JSON file a language. They become plain functions when the client is built, one chunk
 * a language: nothing is parsed in the browser, and a plural form that a language lacks fails the build.
 */
const fileOf = (locale: string): string => resolve(import.meta.dirname, `${locale}.json`);

export const readMessages = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(fileOf(locale), 'utf8'));

// Both are CommonJS: their types name a default export that Node does not see.
const MessageFormat = messageFormat as unknown as typeof messageFormat.default;
const compileModule = compileMessages as unknown as typeof compileMessages.default;

/** The source of a module whose default export has a function for each sentence. */
export const compileLocale = (locale: string): string =>
  compileModule(new MessageFormat(locale), readMessages(locale));

const prefix = 'messages:';

/** Gives the client `import('messages:de')`. */
export const messagesPlugin = (): Plugin => ({
  name: 'parley-messages',
  resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
  load(id) {
    if (!id.startsWith(`\0${prefix}`)) return null;
    const locale = id.slice(prefix.length + 1);
    this.addWatchFile(fileOf(locale));
    return compileLocale(locale);
  },
});

/** What a message must be given, by name: a plural wants a number. */
export function valuesOf(message: string): Map<string, 'number' | 'string | number'> {
  const values = new Map<string, 'number' | 'string | number'>();
  const visit = (tokens: Token[]): void => {
    for (const token of tokens) {
      if (token.type === 'argument' || token.type === 'function') values.set(token.arg, 'string | number');
      if (token.type === 'plural' || token.type === 'selectordinal') values.set(token.arg, 'number');
      if ('cases' in token) for (const { tokens: inner } of token.cases) visit(inner);
    }
  };
  visit(parse(message));
  return values;
}
