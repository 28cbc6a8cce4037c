/**
 * What somebody would write by hand for these two pages: node:http, `pg`, two prepared statements, the same check of
 * the token. Usage: DATABASE_URL=… hand-written.ts
 */
import { createServer } from 'node:http';
import { Pool } from 'pg';
import { isSecret, readToken } from '../../../api/user/token-secret.ts';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 16 });

const tokenSql = 'SELECT user_id, secret_hash FROM api_token WHERE id = $1';
const listSql = `
  SELECT id, title, updated_at AS "updatedAt", pinned, unread FROM conversation
  WHERE user_id = $1 AND deleted_at IS NULL AND temporary_until IS NULL AND NOT archived
  ORDER BY updated_at DESC, id DESC LIMIT 31`;
const threadSql = `
  WITH RECURSIVE up AS (
    SELECT m.id, m.parent_id, m.role, m.text, m.depth FROM conversation c JOIN message m ON m.id = c.active_leaf_id
    WHERE c.id = $2 AND c.user_id = $1
    UNION ALL SELECT m.id, m.parent_id, m.role, m.text, m.depth FROM up JOIN message m ON m.id = up.parent_id
  ) SELECT up.id, up.role, up.text, up.parent_id AS "parentId", g.status, g.model_name AS "modelName"
  FROM (SELECT * FROM up LIMIT 41) up LEFT JOIN generation g ON g.message_id = up.id ORDER BY up.depth`;

const server = createServer(async (request, response) => {
  const token = readToken(request.headers.authorization?.slice('Bearer '.length));
  const { rows: found } = await pool.query({ name: 'token', text: tokenSql, values: [token?.id] });
  if (!token || !found[0] || !isSecret(token.secret, found[0].secret_hash)) {
    response.writeHead(401).end();
    return;
  }
  const id = new URL(request.url ?? '', 'http://x').searchParams.get('id');
  const { rows } = id
    ? await pool.query({ name: 'thread', text: threadSql, values: [found[0].user_id, id] })
    : await pool.query({ name: 'list', text: listSql, values: [found[0].user_id] });
  const size = id ? 40 : 30;
  const body = JSON.stringify({ nodes: rows.slice(0, size), hasNextPage: rows.length > size });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});
server.listen(0, '127.0.0.1', () => {
  console.log(`ready http://127.0.0.1:${(server.address() as { port: number }).port}`);
});
