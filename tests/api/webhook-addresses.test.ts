import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isPublicAddress } from '../../api/webhook/address.ts';
import type { Person } from '../support/person.ts';
import { type World, world } from '../support/world.ts';

/**
 * Where webhooks may lead: nowhere but to the internet, unless the operator allows more. A canary listens on every
 * address of this machine, and must not be visited by whichever spelling of it.
 */

async function startCanary() {
  const canary = { port: 0, visits: 0 };
  const server = createServer((socket) => {
    canary.visits += 1;
    socket.destroy();
  });
  server.listen({ host: '::', port: 0, ipv6Only: false });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  canary.port = (server.address() as AddressInfo).port;
  return canary;
}

/** By what the URL says. */
const literals = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '１２７.０.０.１',
  'localhost',
  'LOCALHOST.',
  'db.localhost',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
];

/** By what a name leads to. */
const resolved: Record<string, string[]> = {
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'unspecified.example': ['0.0.0.0'],
  'metadata.example': ['169.254.169.254'],
  'private.example': ['10.1.2.3'],
  'zone.example': ['fe80::1%lo'],
  'half.example': ['93.184.215.14', '127.0.0.1'],
};

const resolve = async (hostname: string) =>
  (resolved[hostname] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const quick = { pollMs: 50, retryMs: [], timeoutMs: 5_000, resolve };

/** Sends a test to a URL that stands in the database already, as one that was given when it led elsewhere. */
async function tries({ sql }: World, owner: Person, urls: string[]): Promise<string[]> {
  await sql(
    `INSERT INTO webhook (id, user_id, url, events, secret, seq)
     SELECT gen_random_uuid(), u.id, t.url, '{PING}', 'whsec_AAAA', 0 FROM "user" u, unnest($1::text[]) AS t (url)
     WHERE u.email = $2`,
    [urls, owner.email],
  );
  const { viewer } = await owner.asks('{ viewer { webhooks(first: 100) { nodes { id } } } }');
  for (const { id: webhookId } of viewer.webhooks.nodes)
    await owner.does('sendTestEvent', { webhookId }, '__typename');
  const settled = () =>
    sql<{ error: string }>(`SELECT w.url || ' ' || d.error AS error FROM webhook_delivery d
      JOIN webhook w ON w.id = d.webhook_id WHERE d.status = 'FAILED' AND d.event = 'PING'`);
  await expect.poll(settled, { timeout: 30_000 }).toHaveLength(urls.length);
  return (await settled()).map(({ error }) => error);
}

test('a URL with an address that is not public is refused when it is given', async () => {
  const { ann, sql } = await world();

  const accepted: string[] = [];
  for (const host of literals) {
    const input = { url: `https://${host}/`, events: ['MESSAGE_ADDED'] };
    const { code } = await ann.does('createWebhook', input, '__typename');
    if (code !== 'VALIDATION') accepted.push(host);
  }

  expect(accepted).toEqual([]);
  expect(literals.length).toBeGreaterThan(40);
  expect(await sql('SELECT FROM webhook')).toEqual([]);
});

test('no request reaches an address that is not public, by whatever name or spelling, on any try', async () => {
  const canary = await startCanary();
  const here = await world({ webhooks: quick });
  const hosts = [...literals, ...Object.keys(resolved)];

  const errors = await tries(
    here,
    here.ann,
    hosts.map((host) => `https://${host}:${canary.port}/`),
  );

  const allowed = /private (and|or) local address/;
  expect(errors.filter((error) => !allowed.test(error))).toEqual([]);
  expect(errors).toHaveLength(hosts.length);
  expect(canary.visits).toBe(0);
});

test('without TLS no request is made at all', async () => {
  const canary = await startCanary();
  const here = await world({ webhooks: quick });

  const errors = await tries(here, here.ann, [`http://loopback.example:${canary.port}/`]);

  expect(errors[0]).toContain('must begin with https://');
  expect(canary.visits).toBe(0);
});

test('an operator who allows private addresses has them reached', async () => {
  const canary = await startCanary();
  const here = await world({ webhooks: quick, env: { WEBHOOK_PRIVATE_ADDRESSES: 'true' } });
  const hosts = ['127.0.0.1', 'localhost.', 'loopback.example', '2130706433', '[::ffff:7f00:1]'];
  resolved['localhost.'] = ['127.0.0.1'];

  await tries(
    here,
    here.ann,
    hosts.map((host) => `http://${host}:${canary.port}/`),
  );

  expect(canary.visits).toBe(hosts.length);
});

test('what is on the internet is public', () => {
  const all = ['1.1.1.1', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'];

  expect(all.filter((address) => !isPublicAddress(address))).toEqual([]);
  expect(['64:ff9b::1.1.1.1', '::ffff:1.1.1.1'].every(isPublicAddress)).toBe(true);
  expect(['', 'example.org', '1.1.1', '::g', '64:ff9b::1:1:1', '64:ff9b::'].some(isPublicAddress)).toBe(
    false,
  );
});
