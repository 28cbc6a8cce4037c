import { v7 as uuid } from 'uuid';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import type { World } from './world.ts';

/** A conversation whose thread is already that long, question and answer in turn. Returns global IDs. */
export async function longThread(
  { sql }: World,
  { length, text, email = 'ann@example.org', model = 'gpt-4' }: LongThread,
): Promise<{ conversation: string; leaf: string; key: string; ids: string[] }> {
  const key = uuid();
  const ids = Array.from({ length }, () => uuid());
  const texts = ids.map((_, depth) => text(depth));
  await sql(
    `INSERT INTO conversation (id, user_id, title, title_source, model_name)
     SELECT $1, id, 'Long', 'PERSON', $3 FROM "user" WHERE email = $2`,
    [key, email, model],
  );
  await sql(`SELECT set_config('parley.is_copying', 'on', false)`);
  await sql(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
     SELECT m.id, c.id, c.user_id, lag(m.id) OVER (ORDER BY m.n), m.n - 1,
       (CASE WHEN m.n % 2 = 1 THEN 'USER' ELSE 'ASSISTANT' END)::message_role, m.text
     FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS m(id, text, n) CROSS JOIN conversation c WHERE c.id = $1`,
    [key, ids, texts],
  );
  await sql('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [key, ids.at(-1)]);
  const conversation = encodeGlobalId('Conversation', key);
  return { conversation, leaf: encodeGlobalId('Message', ids.at(-1) ?? ''), key, ids };
}

export type LongThread = {
  length: number;
  text: (depth: number) => string;
  email?: string;
  model?: string;
};
