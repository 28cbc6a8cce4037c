import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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
export const compileLocale = (locale: string, messages = readMessages(locale)): string =>
  compileModule(new MessageFormat(locale), messages);

const program = resolve(import.meta.dirname, '..');
const needed = /(?<!part\(\(\) => )(?:from |import\()'(\.[^']+\.tsx?)'/g;

/** What a module says, and all that it needs; not what a `part` of the page says, which comes when it is shown. */
function saidBy(file: string, read = new Set<string>()): Set<string> {
  read.add(file);
  const source = readFileSync(file, 'utf8');
  const said = new Set([...source.matchAll(/\bm\.(\w+)/g)].map(([, key = '']) => key));
  for (const [, path = ''] of source.matchAll(needed)) {
    const next = resolve(dirname(file), path);
    if (!read.has(next)) for (const key of saidBy(next, read)) said.add(key);
  }
  return said;
}

/** The English sentences come with the program, so half of them come later, with the parts that say them. */
export function splitEnglish(): { early: Record<string, string>; later: Record<string, string> } {
  const said = saidBy(resolve(program, 'main.tsx'));
  const chosen = (isEarly: boolean) =>
    Object.fromEntries(Object.entries(readMessages('en')).filter(([key]) => said.has(key) === isEarly));
  return { early: chosen(true), later: chosen(false) };
}

const prefix = 'messages:';

/** Gives the client `import('messages:de')`, and the English ones in two: 'messages:en' and 'messages:later'. */
export function messagesPlugin(): Plugin {
  let isBuild = false;
  return {
    name: 'parley-messages',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const name = id.slice(prefix.length + 1);
      const locale = name === 'later' ? 'en' : name;
      this.addWatchFile(fileOf(locale));
      // Who develops adds sentences everywhere: there the first half is the whole.
      if (locale !== 'en' || !isBuild) return compileLocale(locale);
      const { early, later } = splitEnglish();
      return compileLocale(locale, name === 'later' ? later : early);
    },
  };
}

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
