import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { ConflictError, ValidationError } from '../platform/domain-error.ts';
import { messagesSubject } from '../platform/meter.ts';
import { accountTopic, type Viewer } from '../platform/viewer.ts';
import { confirmPassword, triesKey } from './password.ts';
import { firstAdminLock, type SignIn } from './sign-in.ts';

/**
 * The end of an account. It goes with all it owns in one transaction: everything, or nothing if something stands in
 * the way. What was running for it is stopped before, so that the transaction holds no row that an answer's flush,
 * which serves everybody, would wait for.
 */
export type AccountContext = { db: Db; bell: Bell; viewer: Viewer; signIn: SignIn };

export type Farewell = { email: string; password: string };

/**
 * Deletes the viewer's account and everything in it, stops its answers and ends its sessions and tokens. Done already counts as
 * done. Throws ValidationError for a wrong e-mail or password, ConflictError for the last administrator of others or
 * while something of the account is busy, LimitError.
 */
export async function deleteAccount(ctx: AccountContext, { email, password }: Farewell): Promise<void> {
  const { db, viewer } = ctx;
  const user = await db.prisma.user.findUnique({ where: { id: viewer.userId } });
  if (!user) return;
  if (email.trim().toLowerCase() !== user.email.toLowerCase()) {
    throw new ValidationError([{ path: ['email'], message: 'This is not the e-mail of your account.' }]);
  }
  try {
    await confirmPassword(ctx, password, 'password');
  } catch (error) {
    // The same request, sent twice, has got there first.
    if ((await db.prisma.user.count({ where: { id: viewer.userId } })) === 0) return;
    throw error;
  }
  // Said before anything is stopped; what decides is asked again, under a lock.
  if (await isLastAdmin(db, viewer.userId)) throw lastAdmin();
  const ended = await deleteWhenQuiet(ctx);
  ctx.bell.ring([accountTopic(viewer.userId), ...ended]);
}

const lastAdmin = () =>
  new ConflictError(
    'You are the only administrator, and other people have accounts here. Make one of them an administrator first ' +
      '(docs/operations.md says how); nobody is chosen for you.',
  );

const lastAdminSql = `
  SELECT bool_or(id = $1 AND role = 'ADMIN') AND NOT bool_or(id <> $1 AND role = 'ADMIN') AND count(*) > 1 AS is_last
  FROM "user"`;

async function isLastAdmin(db: Db, userId: string): Promise<boolean> {
  const { rows } = await db.hot.query<{ is_last: boolean }>(lastAdminSql, [userId]);
  return rows[0]?.is_last ?? false;
}

const attempts = 10;
/** Below PostgreSQL's deadlock_timeout: of two that wait for each other it is always this one that gives way. */
const lockTimeout = '300ms';
const giveWayCodes = ['55P03', '40P01'];

async function deleteWhenQuiet(ctx: AccountContext): Promise<string[]> {
  const { userId } = ctx.viewer;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await stopAnswers(ctx);
    const ended = await tryDelete(ctx.db, userId);
    if (ended) return ended;
    // Other tabs or programs of theirs are at work: who is signed out begins nothing more.
    await endCredentials(ctx);
    await delay(50 * attempt);
  }
  throw new ConflictError('Something of your account is still busy. Wait a moment, then try again.');
}

async function endCredentials({ db, bell, viewer: { userId } }: AccountContext): Promise<void> {
  const { rows } = await db.hot.query<{ topic: string }>(endCredentialsSql, [userId]);
  bell.ring(rows.map(({ topic }) => topic));
}

/** Sessions and tokens, with the topics on which their sockets listen (`credentialTopic`). */
const endCredentialsSql = `
  WITH sessions AS (DELETE FROM session WHERE user_id = $1 RETURNING id),
    tokens AS (DELETE FROM api_token WHERE user_id = $1 RETURNING id)
  SELECT 'session:' || id AS topic FROM sessions UNION ALL SELECT 'token:' || id FROM tokens`;

const stopSql = `
  UPDATE generation SET stop_requested_at = COALESCE(stop_requested_at, now()),
    status = CASE status WHEN 'QUEUED' THEN 'STOPPED' ELSE status END,
    ended_at = CASE status WHEN 'QUEUED' THEN now() END
  WHERE user_id = $1 AND status IN ('QUEUED', 'STREAMING')`;

const activeSql = `SELECT FROM generation WHERE user_id = $1 AND status IN ('QUEUED', 'STREAMING')`;

/** Their owners end them within a flush. One whose owner is gone or hangs is not waited for. */
async function stopAnswers({ db, bell, viewer: { userId } }: AccountContext): Promise<void> {
  const { rowCount } = await db.hot.query(stopSql, [userId]);
  if (!rowCount) return;
  bell.ring([accountTopic(userId)]);
  const deadline = Date.now() + 2_000;
  while (Date.now() < deadline && (await db.hot.query(activeSql, [userId])).rowCount) await delay(40);
}

/** An answer that was asked for after the others had been stopped. */
const startedSql = `${activeSql} AND stop_requested_at IS NULL`;

const adminLockSql = `SELECT pg_advisory_xact_lock(hashtext($2)) FROM "user" WHERE id = $1 AND role = 'ADMIN'`;

/** In this order each cascade finds little left to do; the last one takes whatever came meanwhile. */
const deleteSql = [
  'DELETE FROM conversation WHERE user_id = $1',
  'DELETE FROM project WHERE user_id = $1',
  'DELETE FROM idempotency_key WHERE user_id = $1',
  'DELETE FROM verification WHERE value = $1',
  'DELETE FROM "user" WHERE id = $1',
];

/** Topics of the sessions and tokens that ended, or null if something else held a row for too long. Nothing is half done. */
async function tryDelete(db: Db, userId: string): Promise<string[] | null> {
  // Its own connection, and without a time limit: a history of years takes a while.
  const client = new Client({ ...db.connection, query_timeout: 0 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '${lockTimeout}'`);
    // Two administrators who leave at once go one after the other; a sign-up waits for this lock, too.
    await client.query(adminLockSql, [userId, firstAdminLock]);
    const { rows } = await client.query<{ is_last: boolean }>(lastAdminSql, [userId]);
    if (rows[0]?.is_last) throw lastAdmin();
    // From here on nothing of theirs can be added: every row of it looks at this one.
    await client.query('SELECT FROM "user" WHERE id = $1 FOR UPDATE', [userId]);
    if ((await client.query(startedSql, [userId])).rowCount) return null;
    const ended = await client.query<{ topic: string }>(endCredentialsSql, [userId]);
    for (const sql of deleteSql) await client.query(sql, [userId]);
    await client.query('DELETE FROM rate_limit WHERE key = $1', [triesKey(userId)]);
    await client.query('DELETE FROM rate_window WHERE subject = $1', [messagesSubject(userId)]);
    await client.query('COMMIT');
    return ended.rows.map(({ topic }) => topic);
  } catch (error) {
    if (error instanceof DatabaseError && giveWayCodes.includes(error.code ?? '')) return null;
    throw error;
  } finally {
    // Without a COMMIT its end is a rollback.
    await client.end();
  }
}
