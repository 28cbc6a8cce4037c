import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './schema.ts';

/** The schema as SDL, in an order that does not depend on the order of the code. */
export const printedSchema = () => `${printSchema(lexicographicSortSchema(schema))}\n`;

if (import.meta.main) {
  const file = resolve(import.meta.dirname, '../../schema.graphql');
  const printed = printedSchema();
  if (!process.argv.includes('--check')) writeFileSync(file, printed);
  else if (readFileSync(file, 'utf8') !== printed) {
    process.stderr.write('schema.graphql is not what the code says: run npm run generate.\n');
    process.exitCode = 1;
  }
}
