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

const nestedName = (model: Model, name: string) => `${model}.${name}`;

/** All columns of a table under the names of its model's fields; `nested` ones are found again by `nestedIn`. */
export function columnsOf(model: Model, alias: string, isNested = false): Prisma.Sql {
  const columns = Object.values(models[model]).map((name) => {
    const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return `${alias}.${column} AS "${isNested ? nestedName(model, name) : name}"`;
  });
  return Prisma.raw(columns.join(', '));
}

/** The rows of another table that were read with these ones; null where there was none. */
export function nestedIn<Nested>(rows: Record<string, unknown>[], model: Model): (Nested | null)[] {
  const names = Object.values(models[model]).map((name) => [name, nestedName(model, name)] as const);
  return rows.map((row) => {
    const nested: Record<string, unknown> = {};
    let isThere = false;
    for (const [name, column] of names) {
      nested[name] = row[column];
      isThere ||= row[column] !== null;
    }
    return isThere ? (nested as Nested) : null;
  });
}
