import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DocumentNode, print } from 'graphql';
import * as generated from './generated/graphql.ts';

/**
 * Writes down every operation of this client by the hash of its text, for servers that accept no others. Printed from
 * the documents that go over the wire; codegen's own list is rearranged. With --check it only compares.
 */
const file = resolve(import.meta.dirname, 'generated/operations.json');

const texts = (Object.values(generated) as DocumentNode[])
  .filter(({ definitions }) => definitions.some(({ kind }) => kind === 'OperationDefinition'))
  .map((document) => print(document));
const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const printed = `${JSON.stringify(Object.fromEntries(texts.map((text) => [hash(text), text])), null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, printed);
else if (readFileSync(file, 'utf8') !== printed) {
  process.stderr.write('web/graphql/generated/operations.json is stale: run `npm run generate`.\n');
  process.exit(1);
}
