import type { Db } from '../platform/db.ts';

/**
 * Counts one more try at a password in the last minute, in better-auth's table, which throws older rows away. Counted
 * before the password is checked, so that tries at the same instant count, too.
 */
export async function countSignIn({ prisma }: Db, email: string): Promise<number> {
  const key = `account|${email.trim().toLowerCase().slice(0, 300)}`;
  const rows = await prisma.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limit AS tries (id, key, count, last_request)
    VALUES (gen_random_uuid(), ${key}, 1, (extract(epoch FROM now()) * 1000)::bigint)
    ON CONFLICT (key) DO UPDATE SET last_request = excluded.last_request,
      count = CASE WHEN tries.last_request < excluded.last_request - 60000 THEN 1 ELSE tries.count + 1 END
    RETURNING count`;
  return rows[0]?.count ?? 0;
}
