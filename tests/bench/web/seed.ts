import type { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { encodeGlobalId } from '../../../api/graphql/global-id.ts';
import { type Spot, spotBelow } from '../../../api/message/thread.ts';
import { oldMessage } from './answers.ts';

/** A thread of so many messages as sending them would have left it: jumps and ended answers too. */
export async function seedThread(sql: Client, userId: string, title: string, length: number) {
  const conversation = uuid();
  await sql.query('SET session_replication_role = replica');
  await sql.query(
    `INSERT INTO conversation (id, user_id, title, title_source, model_name) VALUES ($1, $2, $3, 'PERSON', 'gpt-4.1')`,
    [conversation, userId, title],
  );
  const spots = spotsOf(length);
  const id = (at: number | undefined) => (at === undefined ? null : (spots[at]?.id ?? null));
  for (let from = 0; from < length; from += 2_000) {
    const part = spots.slice(from, from + 2_000);
    await sql.query(
      `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, jump_id, jump_depth, role, text)
       SELECT id, $1, $2, parent, depth, jump, jump_depth,
         (CASE WHEN depth % 2 = 0 THEN 'USER' ELSE 'ASSISTANT' END)::message_role, text
       FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::uuid[], $7::int[], $8::text[])
         AS t(id, parent, depth, jump, jump_depth, text)`,
      [
        conversation,
        userId,
        part.map((spot) => spot.id),
        part.map(({ depth }) => id(depth - 1)),
        part.map(({ depth }) => depth),
        part.map(({ jumpId }) => jumpId),
        part.map(({ jumpDepth }) => jumpDepth),
        part.map(({ depth }) => oldMessage(depth)),
      ],
    );
  }
  await sql.query(
    `INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, finish_reason, first_text_at, ended_at)
     SELECT gen_random_uuid(), conversation_id, id, user_id, 'gpt-4.1', 'COMPLETED', 'STOP', now(), now()
     FROM message WHERE conversation_id = $1 AND role = 'ASSISTANT'`,
    [conversation],
  );
  await sql.query('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [
    conversation,
    spots.at(-1)?.id,
  ]);
  await sql.query('SET session_replication_role = DEFAULT');
  const leaf = encodeGlobalId('Message', spots.at(-1)?.id ?? '');
  return { path: `/c/${encodeURIComponent(encodeGlobalId('Conversation', conversation))}`, leaf, title };
}

export type Seeded = Awaited<ReturnType<typeof seedThread>>;

function spotsOf(length: number): Spot[] {
  const byId = new Map<string, Spot>();
  let lineage: Spot[] = [];
  return Array.from({ length }, () => {
    const spot = spotBelow(uuid(), lineage);
    byId.set(spot.id, spot);
    lineage = [spot, ...(spot.jumpId ? [byId.get(spot.jumpId) as Spot] : [])];
    return spot;
  });
}
