import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DocumentNode, parse, print, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { StartError } from '../platform/start-error.ts';
import { schema } from './schema.ts';

/**
 * Which operations are accepted: any, or only persisted ones, which are the web client's and those in the operator's
 * file. A persisted operation may be sent as its document, known by what it says and not by how it is laid out, or by
 * its id alone. The web client sends documents, so that a page that is older than the server goes on working.
 */
export type Operations = {
  isOpen: boolean;
  /** The document that a request names by id; null if it names none. Throws if there is none of that id. */
  textOf: (params: unknown) => string | null;
  /** Throws unless this document may run. */
  admit: (document: DocumentNode) => void;
};

type Settings = { ALLOW_ARBITRARY_OPERATIONS: 'true' | 'false'; PERSISTED_OPERATIONS?: string | undefined };

const webOperations = resolve(import.meta.dirname, '../../web/graphql/generated/operations.json');

export const onlyPersisted =
  'This server takes only persisted operations (ALLOW_ARBITRARY_OPERATIONS=false): introspection and the explorer are off, and the schema is at /schema.graphql.';

export function createOperations(settings: Settings): Operations {
  const isOpen = settings.ALLOW_ARBITRARY_OPERATIONS === 'true';
  const own = settings.PERSISTED_OPERATIONS;
  const texts = new Map([...readList(webOperations), ...(own ? checked(own, readList(own)) : [])]);
  const known = new Set(isOpen ? [] : [...texts.values()].map((text) => canonical(parse(text))));
  const admitted = new WeakSet<DocumentNode>();
  return {
    isOpen,
    textOf(params) {
      const { success, data } = byId.safeParse(params);
      if (!success) return null;
      const { sha256Hash } = data.extensions.persistedQuery;
      const text = texts.get(bare(sha256Hash));
      if (text === undefined) throw notPersisted('There is no persisted operation of this id.');
      return text;
    },
    admit(document) {
      if (isOpen || admitted.has(document)) return;
      if (!known.has(canonical(document))) throw notPersisted(onlyPersisted);
      admitted.add(document);
    },
  };
}

/** For every transport: the engine runs `onParse` also for sockets, which find their documents by `textOf` themselves. */
export function onlyKnownOperations(operations: Operations): Plugin {
  return {
    onParams({ params, setParams }) {
      const query = operations.textOf(params);
      if (query !== null) setParams({ ...params, query });
    },
    onParse:
      () =>
      ({ result }) => {
        if (result && !(result instanceof Error)) operations.admit(result as DocumentNode);
      },
  };
}

/** A request without a document (sockets must send one, so an empty one) whose extensions name it. */
const byId = z.object({
  query: z.literal('').nullish(),
  extensions: z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) }),
});

const notPersisted = (message: string) => topLevelError('OPERATION_NOT_PERSISTED', message);

/** Ids come with and without the name of their algorithm. */
const bare = (id: string) => id.replace(/^sha256:/, '');

const canonical = ({ definitions }: DocumentNode) => definitions.map(print).sort().join('\n');

function readList(file: string): [string, string][] {
  try {
    const list = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
    return Object.entries(list).map(([id, text]) => [bare(id), text]);
  } catch (cause) {
    throw new StartError(`${file} is not a JSON object of operations: {"<id>": "<document>", …}.`, { cause });
  }
}

function checked(file: string, list: [string, string][]): [string, string][] {
  for (const [id, text] of list) {
    const problem = problemOf(text);
    if (problem)
      throw new StartError(`PERSISTED_OPERATIONS (${file}): the operation ${id} is bad: ${problem}`);
  }
  return list;
}

function problemOf(text: string): string | undefined {
  try {
    return validate(schema, parse(text))[0]?.message;
  } catch (error) {
    return (error as Error).message;
  }
}
