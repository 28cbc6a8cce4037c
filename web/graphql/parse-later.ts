import { parse } from '@0no-co/graphql.web';
import type { DocumentNode } from 'graphql';

type Kept = Pick<DocumentNode, 'kind' | 'definitions'> & { loc: { source: { body: string } }; __key: number };

/** Enough for the kind of an operation or fragment and its name, which no other has. */
const nameLength = 64;

function keyOf(text: string): number {
  let key = 0;
  for (let at = 0; at < nameLength; at += 1) key = (key * 31 + (text.charCodeAt(at) || 0)) >>> 0;
  return key;
}

/**
 * A document that is parsed when somebody looks into it: a page knows many, and sends few before it is shown. urql tells
 * documents apart by `__key`, and would make it from their parsed text.
 */
export function parseLater(text: string): Kept {
  let parsed: Pick<DocumentNode, 'definitions'> | undefined;
  return {
    kind: 'Document' as DocumentNode['kind'],
    get definitions() {
      parsed ??= parse(text, { noLocation: true });
      return parsed.definitions;
    },
    loc: { source: { body: text } },
    __key: keyOf(text),
  };
}
