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
