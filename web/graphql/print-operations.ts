import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DocumentNode, print } from 'graphql';
import * as generated from './generated/graphql.ts';

/**
 * Writes down every operation of this client by the hash of its text, for servers that accept no others, and the hashes
 * of those that a page asks before its program is there (early.ts). Printed from the documents that go over the wire;
 * codegen's own list is rearranged. With --check it only compares.
 */
const folder = resolve(import.meta.dirname, 'generated');
const early = {
  Viewer: generated.ViewerDocument,
  ThreadPage: generated.ThreadPageDocument,
  ConversationHead: generated.ConversationHeadDocument,
  Models: generated.ModelsDocument,
  Projects: generated.ProjectsDocument,
  Conversations: generated.ConversationsDocument,
};

const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const texts = (Object.values(generated) as DocumentNode[])
  .filter(({ definitions }) => definitions.some(({ kind }) => kind === 'OperationDefinition'))
  .map((document) => print(document));
const earlyIds = Object.fromEntries(
  Object.entries(early).map(([name, document]) => [name, hash(print(document as DocumentNode))]),
);

const files = {
  'operations.json': JSON.stringify(Object.fromEntries(texts.map((text) => [hash(text), text])), null, 2),
  'early.ts': `/* eslint-disable */\nexport const earlyIds = ${JSON.stringify(earlyIds, null, 2)};`,
};
for (const [name, text] of Object.entries(files)) {
  const file = resolve(folder, name);
  if (!process.argv.includes('--check')) writeFileSync(file, `${text}\n`);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== `${text}\n`) {
    process.stderr.write(`web/graphql/generated/${name} is stale: run \`npm run generate\`.\n`);
    process.exit(1);
  }
}
