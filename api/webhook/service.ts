import { v7 as uuid } from 'uuid';
import type { Db } from '../platform/db.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import type { WebhookEvent } from '../platform/prisma/client/enums.ts';
import { ownedBy, type Viewer } from '../platform/viewer.ts';
import { urlProblem } from './address.ts';
import type { Webhooks } from './courier.ts';
import { addDeliveries, nothing } from './dispatch.ts';
import { newSecret } from './signature.ts';

/** What people do with their webhooks. */
export type WebhookContext = { db: Db; webhooks: Webhooks; viewer: Viewer };

const maxWebhooks = 20;
/** Sent to every webhook whatever it chose. */
const unchosen: WebhookEvent[] = ['PING', 'RESYNC_REQUIRED'];

type Settings = { url: string; events: WebhookEvent[] };
export type WebhookChanges = Partial<Settings> & { enabled?: boolean };

/** Makes a webhook, told of what happens from now on. Its secret is in this answer alone. Throws ValidationError, LimitError. */
export async function createWebhook(
  { db, webhooks, viewer }: WebhookContext,
  { url, events }: Settings,
): Promise<{ id: string; secret: string }> {
  const checked = check({ url, events }, webhooks);
  const [id, secret] = [uuid(), newSecret()];
  await db.prisma.$transaction(async (tx) => {
    // One after the other, or calls at the same instant would each count too few.
    await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${viewer.userId}::uuid FOR NO KEY UPDATE`;
    if ((await tx.webhook.count({ where: ownedBy(viewer) })) >= maxWebhooks) {
      const message = `You have ${maxWebhooks} webhooks already: delete one that you do not need.`;
      throw new LimitError('QUOTA_EXCEEDED', message, new Date());
    }
    const feed = await tx.viewerFeed.findUnique({ where: ownedBy(viewer), select: { seq: true } });
    await tx.webhook.create({
      data: { id, ...ownedBy(viewer), url, events: checked.events ?? [], secret, seq: feed?.seq ?? 0n },
    });
  });
  return { id, secret };
}

/** Changes what is given. Switched on again, it is told of what happens from then on. Throws ValidationError, NotFoundError. */
export async function updateWebhook(
  { db, webhooks, viewer }: WebhookContext,
  id: string,
  changes: WebhookChanges,
): Promise<void> {
  const { enabled } = changes;
  const data = check(changes, webhooks);
  await db.prisma.$transaction(async (tx) => {
    const { count } = await tx.webhook.updateMany({ where: { id, ...ownedBy(viewer) }, data });
    if (count === 0) throw new NotFoundError('webhook');
    if (enabled === undefined) return;
    await tx.$executeRaw`
      UPDATE webhook w SET enabled = ${enabled}, disabled_reason = NULL, failures = 0, failing_since = NULL,
        seq = CASE WHEN w.enabled THEN w.seq
          ELSE COALESCE((SELECT f.seq FROM viewer_feed f WHERE f.user_id = w.user_id), 0) END
      WHERE w.id = ${id}::uuid`;
  });
}

/** Has all that is sent from now on signed by a new secret, which is in this answer alone. Throws NotFoundError. */
export async function rotateWebhookSecret({ db, viewer }: WebhookContext, id: string): Promise<string> {
  const secret = newSecret();
  const { count } = await db.prisma.webhook.updateMany({
    where: { id, ...ownedBy(viewer) },
    data: { secret },
  });
  if (count === 0) throw new NotFoundError('webhook');
  return secret;
}

/** Deletes a webhook with its log; nothing is sent to it any more. Throws NotFoundError. */
export async function deleteWebhook({ db, viewer }: WebhookContext, id: string): Promise<void> {
  const { count } = await db.prisma.webhook.deleteMany({ where: { id, ...ownedBy(viewer) } });
  if (count === 0) throw new NotFoundError('webhook');
}

/** Sends a PING at once; returns the delivery's id. Throws NotFoundError, ConflictError when switched off. */
export async function sendTestEvent({ db, webhooks, viewer }: WebhookContext, id: string): Promise<string> {
  await requireEnabled(db, viewer, id);
  const { queue } = webhooks;
  const [delivery] = await queue.transaction((connection) =>
    addDeliveries(queue, connection, [{ ...nothing, webhookId: id, event: 'PING' }]),
  );
  webhooks.wake();
  return delivery!;
}

/**
 * Tries a delivery again at once, with all the tries that a new one has. A try that waits is replaced by this one.
 * Throws NotFoundError, ConflictError when the webhook is switched off.
 */
export async function replayDelivery({ db, webhooks, viewer }: WebhookContext, id: string): Promise<void> {
  const where = { id, webhook: ownedBy(viewer) };
  const delivery = await db.prisma.webhookDelivery.findFirst({ where, select: { webhookId: true } });
  if (!delivery) throw new NotFoundError('delivery');
  await requireEnabled(db, viewer, delivery.webhookId);
  const { queue } = webhooks;
  await queue.transaction((connection) => queue.schedule(connection, [{ id, ...delivery, tried: 0 }]));
  webhooks.wake();
}

async function requireEnabled(db: Db, viewer: Viewer, id: string) {
  const where = { id, ...ownedBy(viewer) };
  const webhook = await db.prisma.webhook.findFirst({ where, select: { enabled: true } });
  if (!webhook) throw new NotFoundError('webhook');
  if (!webhook.enabled) throw new ConflictError('The webhook is switched off: switch it on first.');
}

/** What is to be kept of the settings that are given. */
function check({ url, events }: Partial<Settings>, { allowsPrivate }: Webhooks): Partial<Settings> {
  const issues = [];
  const problem = url === undefined ? null : urlProblem(url, allowsPrivate);
  if (problem) issues.push({ path: ['url'], message: problem });
  if (events?.length === 0) issues.push({ path: ['events'], message: 'Choose at least one event.' });
  if (events?.some((event) => unchosen.includes(event))) {
    const message = `${unchosen.join(' and ')} are sent to every webhook: leave them out.`;
    issues.push({ path: ['events'], message });
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return { ...(url === undefined ? {} : { url }), ...(events ? { events: [...new Set(events)] } : {}) };
}
