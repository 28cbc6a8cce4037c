import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type GraphQLNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { Client as Sql } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { draftMigration } from '../../api/platform/migrate.ts';
import { printedSchema } from '../../api/server/print-schema.ts';
import { schema } from '../../api/server/schema.ts';
import { createDatabase } from '../support/database.ts';

/** What is made from other files and committed: that it is what they make. */

const root = resolve(import.meta.dirname, '../..');

test('schema.graphql is what the code says', () => {
  expect(readFileSync(resolve(root, 'schema.graphql'), 'utf8')).toBe(printedSchema());
});

test('every type, field, argument and value has a description', () => {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !isOfGraphQL(name));

  expect(types.length).toBeGreaterThan(30);
  expect(types.flatMap(elementsOf).filter(({ description }) => !description?.trim())).toEqual([]);
});

const isOfGraphQL = (name: string) =>
  name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name);

type Element = { at: string; description?: string | null };

function elementsOf(type: GraphQLNamedType): Element[] {
  const own = { at: type.name, description: type.description };
  const below = (name: string, { description }: { description?: string | null }) => ({
    at: `${type.name}.${name}`,
    description,
  });
  if (isEnumType(type)) return [own, ...type.getValues().map((value) => below(value.name, value))];
  if (isInputObjectType(type))
    return [own, ...Object.values(type.getFields()).map((field) => below(field.name, field))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    below(field.name, field),
    ...field.args.map((arg) => below(`${field.name}(${arg.name})`, arg)),
  ]);
  return [own, ...fields];
}

async function connectTo(kind: 'empty' | 'migrated') {
  const { url, drop } = await createDatabase(kind);
  onTestFinished(drop);
  const sql = new Sql({ connectionString: url });
  await sql.connect();
  onTestFinished(() => sql.end());
  return { url, sql };
}

/** What a database is made of, one line each. `_prisma_migrations` is the engine's own. */
const shapeSql = {
  columns: `
    SELECT format('%s.%s %s%s default %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, COALESCE(pg_get_expr(d.adbin, d.adrelid), 'none')) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> '_prisma_migrations'
    ORDER BY 1`,
  indexes: `
    SELECT indexdef AS line FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  constraints: `
    SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1`,
  enums: `
    SELECT format('%s %s', enumtypid::regtype, string_agg(enumlabel, ',' ORDER BY enumsortorder)) AS line
    FROM pg_enum GROUP BY enumtypid ORDER BY 1`,
};

async function shapeOf(sql: Sql): Promise<Record<keyof typeof shapeSql, string[]>> {
  const shape: Record<string, string[]> = {};
  for (const [part, query] of Object.entries(shapeSql)) {
    const { rows } = await sql.query<{ line: string }>(query);
    shape[part] = rows.map(({ line }) => line);
  }
  return shape as Record<keyof typeof shapeSql, string[]>;
}

/** Made by hand in the migrations, because Prisma's datamodel cannot say it. */
const handWritten =
  /generation_active_idx|message_root_idx|conversation_(listed|pinned|trash|deleted|temporary)_idx|preset_live_name|conversation_user_id_created_at|TRIGGER DEFERRABLE|message_search|search_shelf|folded_title/;

test('the migrations together make exactly prisma/schema.prisma', async () => {
  const migrated = await connectTo('migrated');
  const drafted = await connectTo('empty');
  const datamodel = readFileSync(resolve(root, 'prisma/schema.prisma'), 'utf8');
  const emptyDatamodel = 'datasource db {\n  provider = "postgresql"\n}\n';

  await drafted.sql.query(await draftMigration(drafted.url, emptyDatamodel, datamodel));

  const expected = await shapeOf(drafted.sql);
  const found = await shapeOf(migrated.sql);
  expect(expected.columns.length).toBeGreaterThan(50);
  const isDrawn = (line: string) => !handWritten.test(line);
  const drawn = Object.fromEntries(
    Object.entries(found).map(([part, lines]) => [part, lines.filter(isDrawn)]),
  );
  expect(drawn).toEqual(expected);
  const ours = Object.values(found)
    .flat()
    .filter((line) => !isDrawn(line));
  expect(ours.filter((line) => /TRIGGER DEFERRABLE/.test(line))).toHaveLength(7);
  expect(ours.filter((line) => /_idx/.test(line)).length).toBeGreaterThan(6);
});
