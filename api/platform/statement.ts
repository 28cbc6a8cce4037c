import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { Prisma } from './prisma/client/client.ts';

/**
 * The few statements that are written by hand because they are asked all day: by plain `pg` and prepared, they take a
 * third of what Prisma takes (docs/performance.md). Their rows have the shape of Prisma's. A statement is planned once,
 * whatever its values; `isPlannedEachTime` is for those whose best plan depends on them, as on how frequent a word is.
 */
export async function readRows<Row>(
  pool: Pool,
  { text, values }: Prisma.Sql,
  { isPlannedEachTime = false } = {},
): Promise<Row[]> {
  const name = isPlannedEachTime ? undefined : nameOf(text);
  const { rows } = await pool.query(name ? { name, text, values } : { text, values });
  return rows as Row[];
}

/**
 * At least so many rows, as a number in the text: for a parameter PostgreSQL assumes a tenth of the table, finds its general
 * plan too dear and plans the statement each time, which takes longer than the statement. In steps, so that there are few.
 */
export const limitOf = (count: number): number => Math.ceil(count / 32) * 32;

/** Each connection keeps what it has prepared, so their number has a bound; what comes later goes unprepared. */
const maxPrepared = 200;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= maxPrepared) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}

const models = {
  Conversation: Prisma.ConversationScalarFieldEnum,
  Feedback: Prisma.FeedbackScalarFieldEnum,
  Generation: Prisma.GenerationScalarFieldEnum,
  Message: Prisma.MessageScalarFieldEnum,
  Project: Prisma.ProjectScalarFieldEnum,
};

type Model = keyof typeof models;

/** Of each model the columns that are looked at; of a model that is missing here, or by `'all'`, every one. */
export type Columns = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

/** What finds a row again, or tells that there is none: read whoever looks. */
const keys: Record<Model, readonly string[]> = {
  Conversation: ['id', 'updatedAt'],
  Feedback: ['messageId'],
  Generation: ['id', 'conversationId'],
  Message: ['id', 'parentId', 'depth'],
  Project: ['id'],
};

function namesOf(model: Model, asked: Columns): string[] {
  const all = Object.values(models[model]);
  const wanted = asked.get(model) ?? 'all';
  return wanted === 'all' ? all : all.filter((name) => wanted.has(name) || keys[model].includes(name));
}

const nestedName = (model: Model, name: string) => `${model}.${name}`;

/** The columns of a table under the names of its model's fields; `nested` ones are found again by `nestedIn`. */
export function columnsOf(model: Model, alias: string, asked: Columns, isNested = false): Prisma.Sql {
  const columns = namesOf(model, asked).map((name) => {
    const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return `${alias}.${column} AS "${isNested ? nestedName(model, name) : name}"`;
  });
  return Prisma.raw(columns.join(', '));
}

/** The rows of another table that were read with these ones; null where there was none. */
export function nestedIn<Nested>(
  rows: Record<string, unknown>[],
  model: Model,
  asked: Columns,
): (Nested | null)[] {
  const names = namesOf(model, asked).map((name) => [name, nestedName(model, name)] as const);
  const key = nestedName(model, keys[model][0] ?? '');
  return rows.map((row) => {
    if (row[key] === null) return null;
    const nested: Record<string, unknown> = {};
    for (const [name, column] of names) nested[name] = row[column];
    return nested as Nested;
  });
}

/** What a selection asks of rows: as Prisma would be asked for it, and the columns that are looked at. */
export type Asked<Query> = { query: Query; columns: Columns };

/** For readers who look at whole rows. */
export const everyColumn: Columns = new Map();
