import { parse } from '@0no-co/graphql.web';
import type { DocumentNode } from 'graphql';

type Kept = Pick<DocumentNode, 'kind' | 'definitions'> & { loc: { source: { body: string } }; __key: number };

/**
 * A document that is parsed when somebody looks into it: a page knows many, and sends few before it is shown. urql tells
 * documents apart by `__key`, and hashes the text of those that have none.
 */
export function parseLater(text: string, key: number): Kept {
  let parsed: Pick<DocumentNode, 'definitions'> | undefined;
  return {
    kind: 'Document' as DocumentNode['kind'],
    get definitions() {
      parsed ??= parse(text, { noLocation: true });
      return parsed.definitions;
    },
    loc: { source: { body: text } },
    __key: key,
  };
}
