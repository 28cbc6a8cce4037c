import type { DocumentNode } from 'graphql';
import { gql } from 'urql';

/** A document that is parsed when it is first asked for: a page knows many, and sends few before it is shown. */
export function parseLater(text: string): DocumentNode & { readonly __key: number } {
  let parsed: ReturnType<typeof gql> | undefined;
  const read = () => {
    parsed ??= gql(text);
    return parsed;
  };
  return {
    kind: 'Document' as DocumentNode['kind'],
    get definitions() {
      return read().definitions;
    },
    get loc() {
      return read().loc;
    },
    get __key() {
      return (read() as unknown as { __key: number }).__key;
    },
  };
}
