import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './schema.ts';

/** The schema as SDL, in an order that does not depend on the order of the code. */
export const printedSchema = () => `${printSchema(lexicographicSortSchema(schema))}\n`;

if (import.meta.main) writeFileSync(resolve(import.meta.dirname, '../../schema.graphql'), printedSchema());
