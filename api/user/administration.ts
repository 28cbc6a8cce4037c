import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { ConflictError, NotFoundError } from '../platform/domain-error.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import type { Viewer } from '../platform/viewer.ts';
import { firstAdminLock } from './sign-in.ts';

/** What administrators decide about others. To anybody else, nobody is there whom they could change. */
export type AdminContext = { db: Db; bell: Bell; viewer: Viewer };

export type Limits = { monthlyTokens: number | null; monthlyCostMicros: number | null };

export type UserChanges = { role?: Viewer['role'] } & Partial<Limits>;

/**
 * Changes the role or the budget of a user. Sockets of somebody whose role changed are closed, so that nothing goes on
 * with the old one. Throws NotFoundError; ConflictError for the last administrator's role.
 */
export async function updateUser(ctx: AdminContext, id: string, changes: UserChanges): Promise<void> {
  requireAdmin(ctx.viewer, 'user');
  const { role } = changes;
  const isRoleChanged = await ctx.db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${firstAdminLock}))::text`;
    const user = await tx.user.findUnique({ where: { id }, select: { role: true } });
    if (!user) throw new NotFoundError('user');
    if (
      role === 'MEMBER' &&
      user.role === 'ADMIN' &&
      (await tx.user.count({ where: { role: 'ADMIN' } })) === 1
    )
      throw new ConflictError('This is the only administrator: make another one first.');
    await tx.user.update({
      where: { id },
      data: {
        ...(role === undefined ? {} : { role }),
        ...budgetData(changes),
      },
    });
    return role !== undefined && role !== user.role;
  });
  if (isRoleChanged) await lookAgain(ctx, id);
}

/** Sets the budget of a token. Throws NotFoundError. */
export async function updateApiTokenBudget(
  { db, viewer }: AdminContext,
  id: string,
  limits: Partial<Limits>,
): Promise<void> {
  requireAdmin(viewer, 'API token');
  const { count } = await db.prisma.apiToken.updateMany({ where: { id }, data: budgetData(limits) });
  if (count === 0) throw new NotFoundError('API token');
}

function requireAdmin({ role }: Viewer, what: string): void {
  if (role !== 'ADMIN') throw new NotFoundError(what);
}

const budgetData = ({ monthlyTokens, monthlyCostMicros }: Partial<Limits>) => ({
  ...(monthlyTokens === undefined ? {} : { monthlyTokenBudget: monthlyTokens }),
  ...(monthlyCostMicros === undefined ? {} : { monthlyCostBudgetMicros: monthlyCostMicros }),
});

/** Rings for each session and token of the user, so that their sockets ask who they are now. */
async function lookAgain({ db, bell }: AdminContext, userId: string): Promise<void> {
  const rows = await db.prisma.$queryRaw<{ topic: string }[]>(Prisma.sql`
    SELECT 'session:' || id AS topic FROM session WHERE user_id = ${userId}::uuid
    UNION ALL SELECT 'token:' || id FROM api_token WHERE user_id = ${userId}::uuid`);
  bell.ring(rows.map(({ topic }) => topic));
}
