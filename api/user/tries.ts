import type { Db } from '../platform/db.ts';
import { Prisma } from '../platform/prisma/client/client.ts';

/**
 * Counts one more try at a password in the last minute, in better-auth's table, which throws older rows away. Counted
 * before the password is checked, so that tries at the same instant count, too. With `only`, a FROM and what follows, it
 * counts where that finds a row.
 */
export async function countTry({ prisma }: Db, key: string, only = Prisma.empty): Promise<number> {
  const rows = await prisma.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limit AS tries (id, key, count, last_request)
    SELECT gen_random_uuid(), ${key}, 1, (extract(epoch FROM now()) * 1000)::bigint ${only}
    ON CONFLICT (key) DO UPDATE SET last_request = excluded.last_request,
      count = CASE WHEN tries.last_request < excluded.last_request - 60000 THEN 1 ELSE tries.count + 1 END
    RETURNING count`;
  return rows[0]?.count ?? 0;
}
