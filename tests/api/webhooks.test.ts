import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { isSigned, type Receiver, startReceiver } from '../support/receiver.ts';
import { says } from '../support/upstream.ts';
import { type WorldOptions, world } from '../support/world.ts';

/** Webhooks: what happens is told to an address, signed, in order, at least once. */

const everything = [
  'CONVERSATION_CHANGED',
  'CONVERSATION_DELETED',
  'MESSAGE_ADDED',
  'GENERATION_ENDED',
  'PROJECT_CHANGED',
  'PROJECT_DELETED',
];
const projects = ['PROJECT_CHANGED', 'PROJECT_DELETED'];

const quick = { pollMs: 50, retryMs: [100, 200, 300], timeoutMs: 5_000 };

/** A world whose operator allows addresses of his own machine, and whose time is short. */
const here = ({ webhooks, ...options }: WorldOptions = {}) =>
  world({
    env: { WEBHOOK_PRIVATE_ADDRESSES: 'true' },
    webhooks: { ...quick, ...webhooks },
    ...options,
  });

async function hook(owner: Person, { url }: Pick<Receiver, 'url'>, events = everything) {
  const made = await owner.does('createWebhook', { url, events }, 'secret webhook { id }');
  return { id: made.webhook.id as string, secret: made.secret as string };
}

async function deliveriesOf(owner: Person, id: string): Promise<any[]> {
  const { node } = await owner.asks(
    `query ($id: ID!) { node(id: $id) { ... on Webhook { deliveries(first: 100) { totalCount nodes {
       id event status attempts responseStatus error nextAttemptAt deliveredAt } } } } }`,
    { id },
  );
  return node.deliveries.nodes;
}

const project = async (owner: Person, name: string) =>
  (await owner.does('createProject', { name }, 'project { id }')).project.id as string;

const settles = (owner: Person, id: string, expected: object[]) =>
  expect.poll(() => deliveriesOf(owner, id), { timeout: 15_000 }).toMatchObject(expected);

test('what happens is told in the order in which it happened, signed, by IDs alone', async () => {
  const { ann, upstream } = await here();
  upstream.script(says('A secret answer'));
  const receiver = await startReceiver();
  const { id, secret } = await hook(ann, receiver);

  const { conversation, question, reply, generation } = await ann.sends('A secret question');
  await ann.follows(generation).end();
  await receiver.gets(4);
  await ann.does('deleteConversation', { conversationId: conversation }, '__typename');
  await expect.poll(() => receiver.got.at(-1)?.event.type).toBe('CONVERSATION_DELETED');

  const told = receiver.got.map(({ event: { type, data } }) => ({ type, ...data }));
  expect(told).toEqual(
    expect.arrayContaining([
      { type: 'CONVERSATION_CHANGED', conversationId: conversation },
      { type: 'MESSAGE_ADDED', conversationId: conversation, messageId: question },
      { type: 'MESSAGE_ADDED', conversationId: conversation, messageId: reply },
      { type: 'GENERATION_ENDED', conversationId: conversation, generationId: generation },
      { type: 'CONVERSATION_DELETED', conversationId: conversation },
    ]),
  );
  expect(told.filter(({ type }) => type === 'GENERATION_ENDED')).toHaveLength(1);
  const log = await deliveriesOf(ann, id);
  expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual(
    log.map((each) => each.id).reverse(),
  );
  for (const request of receiver.got) {
    expect(isSigned(request, secret)).toBe(true);
    expect(request.body).not.toContain('secret');
    expect(request.headers['user-agent']).toMatch(/^Parley\/\d/);
    expect(request.event.id).toBe(request.headers['webhook-id']);
    expect(Math.abs(Date.now() / 1_000 - Number(request.headers['webhook-timestamp']))).toBeLessThan(30);
  }
});

test('what docs/api.md tells receivers to do accepts what is sent, and nothing else', async () => {
  const { ann } = await here();
  const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const [, snippet = ''] = /```js\n(import \{ createHmac.*?)```/s.exec(page) ?? [];
  const module = `${snippet}export { isFromParley };`;
  const { isFromParley } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  const receiver = await startReceiver();
  const { secret } = await hook(ann, receiver);
  await project(ann, 'One');

  const [{ headers, body }] = (await receiver.gets(1)) as [(typeof receiver.got)[number]];

  expect(isFromParley(secret, headers, body)).toBe(true);
  expect(isFromParley(secret, headers, `${body} `)).toBe(false);
  expect(isFromParley(`whsec_${'A'.repeat(44)}`, headers, body)).toBe(false);
  expect(isFromParley(secret, { ...headers, 'webhook-signature': undefined }, body)).toBe(false);
  expect(isFromParley(secret, { ...headers, 'webhook-timestamp': '1' }, body)).toBe(false);
});

test('a webhook is told of what it chose, and of nothing that was before it or is another’s', async () => {
  const { ann, bob } = await here();
  await project(ann, 'Before');
  const receiver = await startReceiver();
  const { id } = await hook(ann, receiver, ['PROJECT_DELETED']);
  await project(bob, 'Of Bob');
  const projectId = await project(ann, 'Mine');
  await ann.does('deleteProject', { projectId }, '__typename');

  await receiver.gets(1);
  await ann.does('updateWebhook', { webhookId: id, events: projects }, '__typename');
  const next = await project(ann, 'More');
  await receiver.gets(2);

  const told = receiver.got.map(({ event: { type, data } }) => ({ type, ...data }));
  expect(told).toEqual([
    { type: 'PROJECT_DELETED', projectId },
    { type: 'PROJECT_CHANGED', projectId: next },
  ]);
});

test('a receiver that fails is tried again after longer and longer waits, with the same ID, until it answers', async () => {
  const { ann } = await here();
  const receiver = await startReceiver();
  receiver.answer((response, number) => void response.writeHead(number < 3 ? 500 : 200).end('text'));
  const { id, secret } = await hook(ann, receiver, projects);
  await project(ann, 'One');

  const got = await receiver.gets(3);
  await settles(ann, id, [
    { event: 'PROJECT_CHANGED', status: 'DELIVERED', attempts: 3, responseStatus: 200, error: null },
  ]);

  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(got.every((request) => isSigned(request, secret))).toBe(true);
  const waits = got.slice(1).map(({ atMs }, at) => atMs - got[at]!.atMs);
  expect(waits[0]).toBeGreaterThan(90);
  expect(waits[1]).toBeGreaterThan(190);
});

test('after the last try a delivery is given up and says why; a replay delivers it under the same ID', async () => {
  const { ann } = await here();
  const receiver = await startReceiver();
  receiver.answer((response) => void response.writeHead(503).end());
  const { id } = await hook(ann, receiver, projects);
  await project(ann, 'One');
  const error = 'The receiver answered with the status 503.';
  await settles(ann, id, [
    { status: 'FAILED', attempts: 4, responseStatus: 503, error, nextAttemptAt: null, deliveredAt: null },
  ]);
  receiver.answer((response) => void response.writeHead(200).end());
  const [{ id: deliveryId }] = await deliveriesOf(ann, id);

  const done = await ann.does('replayDelivery', { deliveryId }, 'delivery { status }');
  await receiver.gets(5);

  expect(done).toMatchObject({ __typename: 'ReplayDeliveryPayload' });
  await settles(ann, id, [{ status: 'DELIVERED', attempts: 5, responseStatus: 200, error: null }]);
  expect(receiver.got.at(-1)!.headers['webhook-id']).toBe(deliveryId);
  expect(receiver.got.at(-1)!.body).toBe(receiver.got[0]!.body);
});

test('a replay takes the place of a try that waits', async () => {
  const { ann, sql } = await here({ webhooks: { ...quick, retryMs: [3_600_000] } });
  const receiver = await startReceiver();
  receiver.answer((response, number) => void response.writeHead(number === 1 ? 500 : 200).end());
  const { id } = await hook(ann, receiver, projects);
  await project(ann, 'One');
  await settles(ann, id, [{ status: 'PENDING', attempts: 1 }]);
  const [{ id: deliveryId }] = await deliveriesOf(ann, id);

  await ann.does('replayDelivery', { deliveryId }, '__typename');
  await settles(ann, id, [{ status: 'DELIVERED', attempts: 2 }]);
  await sql(`UPDATE pgboss.job SET start_after = now() WHERE state = 'created' AND name = 'webhook'`);
  await sql(`UPDATE webhook_delivery SET status = 'PENDING', next_attempt_at = now()`);
  await expect
    .poll(() => sql(`SELECT FROM pgboss.job WHERE name = 'webhook' AND state IN ('created', 'active')`))
    .toEqual([]);

  expect(receiver.got).toHaveLength(2);
});

test('of two servers each event is delivered by one', async () => {
  const { ann, replica } = await here();
  const receiver = await startReceiver();
  const other = ann.at((await replica()).url);
  const { id } = await hook(ann, receiver, projects);

  const names = Array.from({ length: 30 }, (_, at) => `Project ${at}`);
  const made: string[] = [];
  for (const name of names) made.push(await project(made.length % 2 === 0 ? ann : other, name));
  await receiver.gets(30);
  await expect
    .poll(async () => new Set((await deliveriesOf(ann, id)).map(({ status }) => status)))
    .toEqual(new Set(['DELIVERED']));

  expect(receiver.got.map(({ event }) => event.data.projectId)).toEqual(made);
});

test('what was not delivered when a server stopped is delivered by the next, and so is what happened meanwhile', async () => {
  const { ann, app, replica, sql } = await here();
  const receiver = await startReceiver();
  // It never answers: the request is cut off in the middle.
  receiver.answer(() => {});
  const { id } = await hook(ann, receiver, projects);
  const first = await project(ann, 'First');
  const second = await project(ann, 'Second');
  await receiver.gets(1);

  await app.stop();
  await sql(`UPDATE project SET name = 'Meanwhile' WHERE name = 'Second'`);
  receiver.answer((response) => void response.writeHead(200).end());
  const next = await replica();
  await receiver.gets(4);

  const delivered = receiver.got.slice(1).map(({ event }) => event.data.projectId);
  expect(delivered).toEqual([first, second, second]);
  await settles(ann.at(next.url), id, [
    { status: 'DELIVERED' },
    { status: 'DELIVERED' },
    { status: 'DELIVERED' },
  ]);
});

test('two servers that meet the first webhook at the same instant both serve it', async () => {
  const { ann, replica } = await here();
  const other = ann.at((await replica()).url);
  const receivers = [await startReceiver(), await startReceiver()];
  const hooks = await Promise.all(receivers.map((receiver, at) => hook([ann, other][at]!, receiver)));

  const tests = await Promise.all(
    hooks.map(({ id: webhookId }, at) =>
      [ann, other][at]!.does('sendTestEvent', { webhookId }, '__typename'),
    ),
  );
  for (const receiver of receivers) await receiver.gets(1);

  expect(tests.map(({ __typename }) => __typename)).toEqual(['SendTestEventPayload', 'SendTestEventPayload']);
});

test('switched off or deleted a webhook gets nothing; switched on again, what happens from then on', async () => {
  const { ann, sql } = await here();
  const [off, gone] = [await startReceiver(), await startReceiver()];
  const { id: webhookId } = await hook(ann, off, projects);
  const { id: deleted } = await hook(ann, gone, projects);

  await ann.does('updateWebhook', { webhookId, enabled: false }, 'webhook { enabled }');
  await ann.does('deleteWebhook', { webhookId: deleted }, 'deletedWebhookId');
  await project(ann, 'Unheard');
  const refused = await ann.does('sendTestEvent', { webhookId }, '__typename');
  await ann.does('updateWebhook', { webhookId, enabled: true }, 'webhook { enabled }');
  const heard = await project(ann, 'Heard');
  await off.gets(1);

  expect(refused.code).toBe('CONFLICT');
  expect(off.got.map(({ event }) => event.data.projectId)).toEqual([heard]);
  expect(gone.got).toEqual([]);
  expect(await sql('SELECT FROM webhook')).toHaveLength(1);
});

test('a delivery that waits is not made once its webhook is switched off', async () => {
  const { ann } = await here({ webhooks: { ...quick, retryMs: [400] } });
  const receiver = await startReceiver();
  receiver.answer((response) => void response.writeHead(500).end());
  const { id: webhookId } = await hook(ann, receiver, projects);
  await project(ann, 'One');
  await settles(ann, webhookId, [{ status: 'PENDING', attempts: 1 }]);

  await ann.does('updateWebhook', { webhookId, enabled: false }, '__typename');

  await settles(ann, webhookId, [{ status: 'FAILED', attempts: 1, error: 'The webhook was switched off.' }]);
  expect(receiver.got).toHaveLength(1);
});

test('a redirect is not followed', async () => {
  const { ann } = await here({ webhooks: { ...quick, retryMs: [] } });
  const [receiver, target] = [await startReceiver(), await startReceiver()];
  receiver.answer((response) => void response.writeHead(307, { location: target.url }).end());
  const { id } = await hook(ann, receiver, projects);

  await project(ann, 'One');

  const error = 'The receiver answered with a redirect, which is not followed.';
  await settles(ann, id, [{ status: 'FAILED', attempts: 1, responseStatus: 307, error }]);
  expect(target.got).toEqual([]);
});

test('a receiver that does not answer, or never ends its answer, is given up in time and delays nobody else', async () => {
  const { ann, bob } = await here({ webhooks: { ...quick, retryMs: [], timeoutMs: 1_500 } });
  const [silent, endless, well] = [await startReceiver(), await startReceiver(), await startReceiver()];
  silent.answer(() => {});
  endless.answer((response) => {
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', pour);
    pour();
  });
  const { id: ofSilent } = await hook(ann, silent, projects);
  const { id: ofEndless } = await hook(ann, endless, projects);
  await hook(bob, well, projects);

  await project(ann, 'One');
  await silent.gets(1);
  await endless.gets(1);
  const startedAt = performance.now();
  await project(bob, 'Of Bob');
  const [request] = await well.gets(1);

  expect(request!.atMs - startedAt).toBeLessThan(1_000);
  await settles(ann, ofSilent, [{ status: 'FAILED', error: 'There was no answer within 1.5 s.' }]);
  await settles(ann, ofEndless, [{ status: 'DELIVERED', responseStatus: 200 }]);
});

test('a long queue of one webhook delays nobody else', async () => {
  const { ann, bob, sql } = await here({ webhooks: { ...quick, retryMs: [], timeoutMs: 2_000 } });
  const [silent, well] = [await startReceiver(), await startReceiver()];
  silent.answer(() => {});
  await hook(ann, silent, projects);
  await hook(bob, well, projects);
  await sql(`INSERT INTO project (id, user_id, name) SELECT gen_random_uuid(), id, 'Project ' || n
    FROM "user", generate_series(1, 450) n WHERE email = 'ann@example.org'`);
  await silent.gets(1);

  for (let count = 1; count <= 5; count += 1) {
    const startedAt = performance.now();
    await project(bob, 'Of Bob');
    const request = (await well.gets(count))[count - 1]!;
    expect(request.atMs - startedAt).toBeLessThan(1_000);
    await silent.gets(count + 1);
  }
});

test('a delivery whose job got lost is made all the same', async () => {
  const { ann, app, replica, sql } = await here({ webhooks: { ...quick, retryMs: [3_600_000] } });
  const receiver = await startReceiver();
  receiver.answer((response) => void response.writeHead(500).end());
  const { id } = await hook(ann, receiver, projects);
  await project(ann, 'One');
  await settles(ann, id, [{ status: 'PENDING', attempts: 1 }]);
  receiver.answer((response) => void response.writeHead(200).end());

  await app.stop();
  await sql('DROP SCHEMA pgboss CASCADE');
  await sql(`UPDATE webhook_delivery SET next_attempt_at = now() - interval '6 minutes'`);
  const { url } = await replica();

  await settles(ann.at(url), id, [{ status: 'DELIVERED', attempts: 2 }]);
});

test('a test is sent at once, and a rotated secret signs from then on', async () => {
  const { ann } = await here();
  const receiver = await startReceiver();
  const { id: webhookId, secret } = await hook(ann, receiver, projects);

  await ann.does('sendTestEvent', { webhookId }, 'delivery { event status }');
  const [before] = await receiver.gets(1);
  const rotated = await ann.does('rotateWebhookSecret', { webhookId }, 'secret webhook { id }');
  await ann.does('sendTestEvent', { webhookId }, '__typename');
  const [, after] = await receiver.gets(2);

  expect(before!.event).toMatchObject({ type: 'PING', data: {} });
  expect(isSigned(before!, secret)).toBe(true);
  expect([isSigned(after!, secret), isSigned(after!, rotated.secret)]).toEqual([false, true]);
});

test('a webhook that was behind for longer than the outbox is kept is told to read anew, once', async () => {
  const { ann, sql } = await here();
  const receiver = await startReceiver();
  await project(ann, 'Old');
  await project(ann, 'Older');
  await hook(ann, receiver, projects);
  await sql('WITH gone AS (DELETE FROM viewer_event WHERE seq < 2) UPDATE webhook SET seq = 0');

  await receiver.gets(1);
  const next = await project(ann, 'New');
  await receiver.gets(2);

  expect(receiver.got.map(({ event: { type, data } }) => ({ type, ...data }))).toEqual([
    { type: 'RESYNC_REQUIRED' },
    { type: 'PROJECT_CHANGED', projectId: next },
  ]);
});

test('a webhook that failed 50 times in a row over more than a day is switched off, and says so', async () => {
  const { ann, sql } = await here({ webhooks: { ...quick, retryMs: [] } });
  const receiver = await startReceiver();
  receiver.answer((response) => void response.writeHead(500).end());
  const { id } = await hook(ann, receiver, projects);
  const state = async () =>
    (await ann.asks('{ viewer { webhooks { nodes { enabled disabledReason } } } }')).viewer.webhooks.nodes[0];
  await sql('UPDATE webhook SET failures = 49, failing_since = now()');
  await project(ann, 'One');
  await settles(ann, id, [{ status: 'FAILED' }]);
  expect(await state()).toEqual({ enabled: true, disabledReason: null });

  await sql(`UPDATE webhook SET failing_since = now() - interval '25 hours'`);
  await project(ann, 'Two');

  await expect.poll(state).toEqual({
    enabled: false,
    disabledReason: 'Every try of more than a day has failed.',
  });
  await ann.does('updateWebhook', { webhookId: id, enabled: true }, '__typename');
  expect(await state()).toEqual({ enabled: true, disabledReason: null });
});

test('a person has at most 20 webhooks, sees pages of them, and no secret of any is ever shown again', async () => {
  const { ann, bob, sql } = await here();
  const { id, secret } = await hook(ann, { url: 'http://127.0.0.1:9/' });
  await sql(`INSERT INTO webhook (id, user_id, url, events, secret, seq)
    SELECT gen_random_uuid(), user_id, url, events, secret, seq FROM webhook, generate_series(1, 19)`);

  const refused = await ann.does(
    'createWebhook',
    { url: 'http://127.0.0.1:9/', events: projects },
    '__typename',
  );
  const theirs = await bob.does('rotateWebhookSecret', { webhookId: id }, 'secret');
  const list = '{ totalCount nodes { id url events enabled } pageInfo { endCursor hasNextPage } }';
  const { viewer } = await ann.asks(`{ viewer { webhooks(first: 15) ${list} } }`);
  const after = viewer.webhooks.pageInfo.endCursor;
  const rest = await ann.asks(`{ viewer { webhooks(after: "${after}") ${list} } }`);

  expect(refused.code).toBe('QUOTA_EXCEEDED');
  expect(theirs.code).toBe('NOT_FOUND');
  const ids = [...viewer.webhooks.nodes, ...rest.viewer.webhooks.nodes].map((node) => node.id);
  expect(new Set(ids).size).toBe(20);
  expect(JSON.stringify([viewer, rest])).not.toContain(secret);
});

test('what is wrong in the settings of a webhook is named at once', async () => {
  const { ann, sql } = await world();
  const issues = async (input: object) => {
    const { createWebhook } = await ann.asks(
      `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) {
         __typename ... on ValidationError { issues { path message } } } }`,
      { input },
    );
    return createWebhook.issues?.map(({ path, message }: any) => `${path}: ${message}`);
  };

  expect(await issues({ url: 'nonsense', events: [] })).toEqual([
    'url: Give an address like https://example.org/hook, of at most 2000 characters.',
    'events: Choose at least one event.',
  ]);
  expect(await issues({ url: 'http://example.org', events: ['PING'] })).toEqual([
    'url: The address must begin with https://.',
    'events: PING and RESYNC_REQUIRED are sent to every webhook: leave them out.',
  ]);
  expect(await issues({ url: 'https://me:pw@example.org', events: projects })).toEqual([
    'url: The address must not contain a user name or a password.',
  ]);
  for (const url of ['ftp://example.org', 'https://example.org/\0', 'https://example.org/\ud800', 'https://'])
    expect(await issues({ url, events: projects }), url).toHaveLength(1);
  expect(await issues({ url: `https://example.org/${'x'.repeat(2_000)}`, events: projects })).toHaveLength(1);
  expect(await sql('SELECT FROM webhook')).toEqual([]);
});

test('where nobody has a webhook there is no queue of them in the database', async () => {
  const { ann, sql } = await here();
  await project(ann, 'One');

  const schemas = await sql(`SELECT FROM information_schema.schemata WHERE schema_name = 'pgboss'`);

  expect(schemas).toEqual([]);
});

test('with the account go its webhooks and all that was to be sent', async () => {
  const { bob, sql } = await here({ webhooks: { ...quick, retryMs: [2_000] } });
  const receiver = await startReceiver();
  receiver.answer((response) => void response.writeHead(500).end());
  await hook(bob, receiver, projects);
  await project(bob, 'One');
  await receiver.gets(1);

  await bob.does('deleteAccount', { email: bob.email, password: 'correct horse' }, '__typename');

  const sent = receiver.got.length;
  expect(await sql('SELECT FROM webhook')).toEqual([]);
  expect(await sql('SELECT FROM webhook_delivery')).toEqual([]);
  await expect
    .poll(() => sql(`SELECT FROM pgboss.job WHERE name = 'webhook' AND state NOT IN ('completed')`), {
      timeout: 15_000,
    })
    .toEqual([]);
  expect(receiver.got).toHaveLength(sent);
});
