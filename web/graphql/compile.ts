import { fileURLToPath } from 'node:url';
import { type DocumentNode, print, stripIgnoredCharacters } from 'graphql';
import type { Plugin } from 'vite';
import { graphql } from './generated/gql.ts';

const parseLaterFile = fileURLToPath(new URL('./parse-later.ts', import.meta.url));

/**
 * What codegen generates is one map of all documents as syntax trees: 234 KB that every page would load and read before
 * it shows anything. In a build each `graphql(…)` becomes its own document instead, as short text that is parsed when it
 * is first sent; so a document comes with the chunk that asks for it.
 */
const call = /\bgraphql\(`([^`]*)`\)/g;

const documentOf = graphql as unknown as (source: string) => Partial<DocumentNode>;

function shortText(source: string): string {
  const document = documentOf(source);
  if (!document.kind) throw new Error(`Not in web/graphql/generated; run npm run generate:\n${source}`);
  return stripIgnoredCharacters(print(document as DocumentNode));
}

export const documentsPlugin = (): Plugin => ({
  name: 'parley-documents',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    if (id.includes('/generated/') || !id.includes('/web/') || code.search(call) < 0) return null;
    const texts = code.replace(
      call,
      (_, source: string) => `/* @__PURE__ */ parseLater(${JSON.stringify(shortText(source))})`,
    );
    return { code: `import { parseLater } from ${JSON.stringify(parseLaterFile)};\n${texts}`, map: null };
  },
});
