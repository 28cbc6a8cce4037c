import type { Db } from '../platform/db.ts';

/** What the model is told before the conversation: what the person, the project and the conversation set. */
export type Instructions = { person: string | null; project: string | null; conversation: string | null };

const headings = [
  ['person', 'From the person, for all conversations'],
  ['project', 'For this project'],
  ['conversation', 'For this conversation'],
] as const;

/**
 * One text for the system turn, most specific last, because models give the last word the most weight. One alone goes
 * as it is; several get headings, so that none reads as a part of another. Null if nothing is set.
 */
export function joinInstructions(instructions: Instructions): string | null {
  const set = headings.filter(([name]) => instructions[name]);
  if (set.length < 2) return set[0] ? instructions[set[0][0]] : null;
  return set.map(([name, heading]) => `# ${heading}\n\n${instructions[name]}`).join('\n\n');
}

/** A project in the trash counts as none. */
export const instructionsFrom = `
  conversation c
  JOIN "user" u ON u.id = c.user_id
  LEFT JOIN project p ON p.id = c.project_id AND p.deleted_at IS NULL`;

export const instructionColumns =
  'u.instructions AS person, p.instructions AS project, c.system_prompt AS conversation';

export async function readInstructions(db: Db, conversationId: string): Promise<string | null> {
  const { rows } = await db.hot.query<Instructions>({
    name: 'instructions',
    text: `SELECT ${instructionColumns} FROM ${instructionsFrom} WHERE c.id = $1`,
    values: [conversationId],
  });
  return rows[0] ? joinInstructions(rows[0]) : null;
}
