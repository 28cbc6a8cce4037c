import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { ApiScope } from '../platform/prisma/client/enums.ts';
import { credentialTopic, ownedBy, type Scope, type Viewer } from '../platform/viewer.ts';
import { isSecret, newSecret, readToken } from './token-secret.ts';

/** Tokens for programs: made by a person, used instead of that person's session, ended at once. */
export type TokenContext = { db: Db; bell: Bell; viewer: Viewer };

export type NewToken = { name: string; scopes: ApiScope[]; expiresAt: Date | null };

const maxTokens = 100;

/** Makes a token; its secret is in this answer alone. Throws ValidationError, LimitError. */
export async function createApiToken(
  { db, viewer }: TokenContext,
  { name, scopes, expiresAt }: NewToken,
): Promise<{ id: string; secret: string }> {
  const issues = [];
  if (scopes.length === 0) issues.push({ path: ['scopes'], message: 'Give at least one scope.' });
  if (expiresAt && expiresAt.getTime() <= Date.now())
    issues.push({ path: ['expiresAt'], message: 'The token must stop working in the future.' });
  if (issues.length > 0) throw new ValidationError(issues);
  const { id, token, hash } = newSecret();
  await db.prisma.$transaction(async (tx) => {
    // One after the other, or calls at the same instant would each count too few.
    await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${viewer.userId}::uuid FOR NO KEY UPDATE`;
    if ((await tx.apiToken.count({ where: ownedBy(viewer) })) >= maxTokens) {
      const message = `You have ${maxTokens} tokens already: revoke one that you do not use.`;
      throw new LimitError('QUOTA_EXCEEDED', message, new Date());
    }
    await tx.apiToken.create({
      data: {
        id,
        ...ownedBy(viewer),
        name,
        scopes: [...new Set(scopes)],
        secretHash: hash,
        ...(expiresAt ? { expiresAt } : {}),
      },
    });
  });
  return { id, secret: token };
}

/** Ends a token of the viewer; its sockets and event streams close. Throws NotFoundError. */
export async function revokeApiToken({ db, bell, viewer }: TokenContext, id: string): Promise<void> {
  const { count } = await db.prisma.apiToken.deleteMany({ where: { id, ...ownedBy(viewer) } });
  if (count === 0) throw new NotFoundError('API token');
  bell.ring([credentialTopic({ kind: 'token', id })]);
}

type TokenRow = {
  id: string;
  secret_hash: Buffer;
  scopes: ApiScope[];
  expires_at: Date | null;
  is_expired: boolean;
  is_noted: boolean;
  user_id: string;
  role: Viewer['role'];
};

const findSql = `
  SELECT t.id, t.secret_hash, t.scopes::text[] AS scopes, t.expires_at, t.user_id, u.role,
    COALESCE(t.expires_at <= now(), false) AS is_expired,
    COALESCE(t.last_used_at > now() - interval '1 minute', false) AS is_noted
  FROM api_token t JOIN "user" u ON u.id = t.user_id WHERE t.id = $1`;

const noteSql = `
  UPDATE api_token SET last_used_at = now()
  WHERE id = $1 AND COALESCE(last_used_at < now() - interval '1 minute', true)`;

/** Who shows this token; null when it is unknown, revoked or expired. Keeps when it was used, to the minute. */
export async function viewerOfToken(db: Db, token: unknown): Promise<Viewer | null> {
  const parts = readToken(token);
  if (!parts) return null;
  const { rows } = await db.pool.query<TokenRow>({ name: 'api-token', text: findSql, values: [parts.id] });
  const [row] = rows;
  if (!row || row.is_expired || !isSecret(parts.secret, row.secret_hash)) return null;
  // Nobody waits for it; without a database the next use tells.
  if (!row.is_noted) db.pool.query(noteSql, [row.id]).catch(() => {});
  const { id, expires_at: expiresAt } = row;
  const credential = { kind: 'token', id, expiresAt, scopes: scopesOf(row.scopes) } as const;
  return { userId: row.user_id, role: row.role, credential };
}

/** Whether a token still stands, and for somebody of this role. */
export async function isTokenLive(db: Db, id: string, role: Viewer['role']): Promise<boolean> {
  const { rows } = await db.pool.query<TokenRow>({ name: 'api-token', text: findSql, values: [id] });
  return rows[0]?.is_expired === false && rows[0].role === role;
}

const every = Object.values(ApiScope).filter(
  (scope): scope is Scope => scope !== 'READ' && scope !== 'WRITE',
);

function scopesOf(given: ApiScope[]): ReadonlySet<Scope> {
  const isIncluded = (scope: Scope) =>
    given.includes(scope) ||
    (scope.endsWith('_READ') && (given.includes('READ') || given.includes('WRITE'))) ||
    (scope.endsWith('_WRITE') && given.includes('WRITE'));
  return new Set(every.filter(isIncluded));
}
