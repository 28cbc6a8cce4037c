import type { ChatTurn } from '../model/chat-model.ts';
import type { Db } from '../platform/db.ts';

/** What the model is sent: the instructions, then the path from the root to the message it answers. */
type Row = { role: 'USER' | 'ASSISTANT'; text: string };

const pathSql = `
  WITH RECURSIVE up AS (
    SELECT parent_id, role, text, depth FROM message WHERE id = $1
    UNION ALL
    SELECT m.parent_id, m.role, m.text, m.depth FROM message m JOIN up ON m.id = up.parent_id
  )
  SELECT role, text FROM up ORDER BY depth`;

/** Replies without text (a failure before the first word) are left out: providers refuse empty turns. */
export async function buildPrompt(
  db: Db,
  questionId: string,
  instructions: string | null,
): Promise<ChatTurn[]> {
  const { rows } = await db.hot.query<Row>({ name: 'prompt', text: pathSql, values: [questionId] });
  const said = rows
    .filter(({ text }) => text !== '')
    .map(({ role, text }): ChatTurn => ({ role: role === 'USER' ? 'user' : 'assistant', content: text }));
  return instructions ? [{ role: 'system', content: instructions }, ...said] : said;
}
