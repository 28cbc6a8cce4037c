import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { lockConversation } from '../conversation/service.ts';
import { type Range, upTheThread } from '../message/thread.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import { readRows } from '../platform/statement.ts';
import { ownedBy, type Viewer } from '../platform/viewer.ts';

/**
 * Public links to a thread. Messages never change, so the path from the root to the link's leaf is the copy; only the
 * title can change later, and is therefore kept with the link. Every reading looks the link up anew: nothing of it is
 * remembered, so it ends with the transaction that ends it.
 */
export type NewShareLink = { leafId: string; expiresAt: Date | null };

/** A list of the API counts as that many objects, so it may have no more. */
const maxLinks = 25;

/** Makes a link to the thread that ends in `leafId`; returns its id. Throws ValidationError, NotFoundError, ConflictError, LimitError. */
export async function createShareLink(
  { db, viewer }: { db: Db; viewer: Viewer },
  { leafId, expiresAt }: NewShareLink,
): Promise<string> {
  return db.prisma.$transaction(async (tx) => {
    const leaf = await lockLeaf(tx, viewer, leafId);
    const { conversationId, title } = leaf;
    if (expiresAt && expiresAt.getTime() <= Date.now())
      throw refusal('expiresAt', 'The link must stop working in the future.');
    if (leaf.temporaryUntil)
      throw refusal(
        'leafId',
        'A temporary chat cannot be shared: it is kept nowhere. Fork it to keep a copy.',
      );
    if (leaf.isBeingWritten)
      throw new ConflictError('This answer is still being written: wait for it to end, or stop it.');
    // Those that ended make room; by the database's clock, as when they are read.
    await tx.$executeRaw`
      DELETE FROM share_link WHERE conversation_id = ${conversationId}::uuid AND expires_at <= now()`;
    if ((await tx.shareLink.count({ where: { conversationId } })) >= maxLinks) {
      const message = `This chat has ${maxLinks} links already: take one back that is not needed.`;
      throw new LimitError('QUOTA_EXCEEDED', message, new Date());
    }
    const id = uuid();
    const token = randomBytes(16).toString('base64url');
    await tx.shareLink.create({
      data: { id, ...ownedBy(viewer), conversationId, leafId, token, title, expiresAt },
    });
    return id;
  });
}

const refusal = (field: keyof NewShareLink, message: string) =>
  new ValidationError([{ path: [field], message }]);

/** The leaf and what its conversation is like; no other link of that is made meanwhile. */
async function lockLeaf(tx: Tx, viewer: Viewer, id: string) {
  const leaf = await tx.message.findFirst({
    where: { id, conversation: ownedBy(viewer) },
    select: { conversationId: true },
  });
  if (!leaf) throw new NotFoundError('message');
  const { title, temporaryUntil } = await lockConversation(tx, viewer, leaf.conversationId);
  const running = await tx.generation.findFirst({
    where: { messageId: id, endedAt: null },
    select: { id: true },
  });
  return { ...leaf, title, temporaryUntil, isBeingWritten: running !== null };
}

/** Ends a link, for whoever reads next. Throws NotFoundError. */
export async function revokeShareLink({ db, viewer }: { db: Db; viewer: Viewer }, id: string): Promise<void> {
  const { count } = await db.prisma.shareLink.deleteMany({ where: { id, ...ownedBy(viewer) } });
  if (count === 0) throw new NotFoundError('link');
}

export type SharedThread = { title: string; sharedAt: Date; leafId: string; length: number };

/** What a link leads to, whoever asks; null for one that is unknown, ended or taken back, or whose chat is in the trash. */
export async function findSharedThread(db: Db, token: string): Promise<SharedThread | null> {
  if (!/^[\w-]{22}$/.test(token)) return null;
  const sql = Prisma.sql`
    SELECT s.title, s.created_at AS "sharedAt", s.leaf_id AS "leafId", leaf.depth + 1 AS length
    FROM share_link s JOIN message leaf ON leaf.id = s.leaf_id
    JOIN conversation c ON c.id = s.conversation_id AND c.deleted_at IS NULL
    WHERE s.token = ${token} AND (s.expires_at IS NULL OR s.expires_at > now())`;
  return (await readRows<SharedThread>(db.pool, sql))[0] ?? null;
}

export type SharedMessage = {
  depth: number;
  role: 'USER' | 'ASSISTANT';
  text: string;
  modelName: string | null;
};

/** Anybody may ask, so a page is bounded in what it weighs, too. */
const maxBytes = 1_048_576;

/**
 * Its messages from one depth up to another, oldest first, and of them nothing but what was said: fewer than that where
 * they are long, but at least one.
 */
export async function readSharedMessages(db: Db, leafId: string, range: Range): Promise<SharedMessage[]> {
  if (range.to <= range.from) return [];
  return readRows(
    db.pool,
    Prisma.sql`${upTheThread(leafId, range)}
      SELECT m.depth, m.role, m.text, g.model_name AS "modelName"
      FROM (SELECT up.*, sum(octet_length(text)) OVER (ORDER BY depth) AS bytes FROM up) m
      LEFT JOIN LATERAL (SELECT model_name FROM generation WHERE message_id = m.id OFFSET 0) g ON true
      WHERE m.bytes <= ${maxBytes} OR m.depth = ${range.from}
      ORDER BY m.depth`,
  );
}
