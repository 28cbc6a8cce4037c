import { createHash } from 'node:crypto';
import type { Db, Tx } from '../platform/db.ts';
import { NotFoundError, ValidationError } from '../platform/domain-error.ts';
import type { IdempotencyKey } from '../platform/prisma/client/client.ts';
import type { Viewer } from '../platform/viewer.ts';

/** Ids of what a request with an idempotency key led to. */
export type Outcome = { conversationId: string; generationId: string | null; messageId?: string | null };

export type KeyedRequest = { idempotencyKey: string; [detail: string]: unknown };

/** A burst of sends queues for a connection rather than fails; a lock that is held longer than this is a fault. */
const patience = { maxWait: 10_000, timeout: 10_000 };

/**
 * Runs `act` in a transaction that also takes the request's key, or returns what the key led to before: one send, one
 * effect (G2). Throws ValidationError for a key that was used for something else, NotFoundError for one whose
 * conversation was deleted since, and what `act` throws; then nothing was done.
 */
export async function once(
  ctx: { db: Db; viewer: Viewer },
  request: KeyedRequest,
  act: (tx: Tx) => Promise<Outcome>,
  { timeoutMs = patience.timeout } = {},
): Promise<Outcome> {
  const { userId } = ctx.viewer;
  return ctx.db.prisma.$transaction(
    async (tx) => {
      const earlier = await claimKey(tx, userId, request);
      if (earlier) return earlier;
      const outcome = await act(tx);
      await tx.idempotencyKey.update({
        where: { userId_key: { userId, key: request.idempotencyKey } },
        data: outcome,
      });
      return outcome;
    },
    { ...patience, timeout: timeoutMs },
  );
}

/** Two transactions with one key meet at its row: the second waits for the first to commit and then finds its result. */
async function claimKey(
  tx: Tx,
  userId: string,
  { idempotencyKey: key, ...request }: KeyedRequest,
): Promise<Outcome | null> {
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const { count } = await tx.idempotencyKey.createMany({
    data: [{ userId, key, fingerprint }],
    skipDuplicates: true,
  });
  if (count === 1) return null;
  const earlier = await tx.idempotencyKey.findUniqueOrThrow({ where: { userId_key: { userId, key } } });
  if (earlier.fingerprint !== fingerprint) {
    const message = 'This key was already used for another request: use a new key for a new message.';
    throw new ValidationError([{ path: ['idempotencyKey'], message }]);
  }
  return outcomeOf(tx, earlier);
}

async function outcomeOf(
  tx: Tx,
  { generationId, conversationId, messageId }: IdempotencyKey,
): Promise<Outcome> {
  if (generationId) {
    const generation = await tx.generation.findUnique({
      where: { id: generationId },
      select: { conversationId: true },
    });
    if (generation) return { generationId, conversationId: generation.conversationId };
  } else if (conversationId) {
    const isThere = await tx.conversation.findUnique({ where: { id: conversationId }, select: { id: true } });
    if (isThere) return { generationId, conversationId, messageId };
  }
  // It was deleted for good since; doing it anew would surprise.
  throw new NotFoundError('conversation');
}
