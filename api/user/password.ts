import type { Db } from '../platform/db.ts';
import { LimitError, ValidationError } from '../platform/domain-error.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import type { Viewer } from '../platform/viewer.ts';
import { QueueFullError } from './hash-queue.ts';
import type { SignIn } from './sign-in.ts';
import { countTry } from './tries.ts';

export type PasswordContext = { db: Db; viewer: Viewer; signIn: SignIn };

/** Fewer than the door allows: a stolen session must not become a place to guess passwords at. */
const triesPerMinute = 5;

/** A row of better-auth's table, which throws away what is older than a minute. */
export const triesKey = (userId: string) => `password|${userId}`;

/**
 * Asks the signed-in person for the password once more, before what cannot be undone. Throws ValidationError at `path`
 * when it is wrong, and LimitError after too many tries or while too many passwords are being checked.
 */
export async function confirmPassword(ctx: PasswordContext, password: string, path: string): Promise<void> {
  // The lock keeps a try that meets the deletion of the account from leaving its row behind.
  const only = Prisma.sql`FROM "user" WHERE id = ${ctx.viewer.userId}::uuid FOR KEY SHARE`;
  if ((await countTry(ctx.db, triesKey(ctx.viewer.userId), only)) > triesPerMinute) {
    throw tooMany('Too many attempts. Wait a minute, then try again.', 60_000);
  }
  const { internalAdapter, password: hasher } = await ctx.signIn.$context;
  const accounts = await internalAdapter.findAccounts(ctx.viewer.userId);
  const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password;
  try {
    if (hash && (await hasher.verify({ hash, password }))) return;
  } catch (error) {
    if (error instanceof QueueFullError) throw tooMany(error.message, 5_000);
    throw error;
  }
  throw new ValidationError([{ path: [path], message: 'This is not your password.' }]);
}

const tooMany = (message: string, waitMs: number) =>
  new LimitError('RATE_LIMITED', message, new Date(Date.now() + waitMs));
