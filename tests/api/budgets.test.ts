import { expect, test } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** What administrators decide about others: roles, and how much may be spent in a month. */

async function userId({ ann }: World, email: string): Promise<string> {
  const { users } = await ann.asks('{ users(first: 100) { totalCount nodes { id email role } } }');
  return users.nodes.find((user: { email: string }) => user.email === email).id;
}

const update = (input: object) =>
  ['updateUser', input, 'user { role budget { monthlyTokens monthlyCostMicros spentTokens } }'] as const;

test('a budget in tokens refuses the next message once it is spent, and says until when', async () => {
  const here = await world();
  const { ann, bob, upstream } = here;
  upstream.script(says('One'), says('Two'), says('Three'));
  const id = await userId(here, bob.email);
  const set = await ann.does(...update({ userId: id, monthlyTokens: 1 }));
  const first = await bob.sends();
  await bob.follows(first.generation).end();

  const refused = await bob.trySend();
  const { viewer } = await bob.asks('{ viewer { budget { monthlyTokens spentTokens resetAt } } }');
  await ann.does(...update({ userId: id, monthlyTokens: null }));

  expect(set.user.budget).toEqual({ monthlyTokens: 1, monthlyCostMicros: null, spentTokens: 0 });
  expect(refused).toMatchObject({
    __typename: 'LimitError',
    code: 'QUOTA_EXCEEDED',
    message: expect.stringMatching(
      /^Your budget of 1 tokens a month is spent: it begins anew on 20\d\d-\d\d-01/,
    ),
    retryAt: viewer.budget.resetAt,
  });
  expect(viewer.budget.spentTokens).toBeGreaterThan(1);
  expect((await bob.trySend()).__typename).toBe('SendMessagePayload');
  expect((await ann.trySend()).__typename).toBe('SendMessagePayload');
});

test('a budget in money counts what the ledger says', async () => {
  const here = await world();
  const { ann, bob, sql } = here;
  await ann.does(...update({ userId: await userId(here, bob.email), monthlyCostMicros: 500_000 }));
  const spend = (micros: number) =>
    sql(
      `INSERT INTO usage_entry (id, user_id, conversation_id, purpose, model_name, input_tokens, cached_input_tokens, output_tokens, cost_micros)
       SELECT gen_random_uuid(), id, gen_random_uuid(), 'ANSWER', 'gpt-4.1', 1, 0, 1, $2 FROM "user" WHERE email = $1`,
      [bob.email, micros],
    );
  await spend(499_999);
  const within = await bob.trySend();
  await spend(1);

  const refused = await bob.trySend();

  expect(within.__typename).toBe('SendMessagePayload');
  expect(refused).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    message: expect.stringContaining('$0.50 a month'),
  });
});

test('a token has a budget of its own, within its user’s', async () => {
  const here = await world();
  const { ann, bob, upstream } = here;
  upstream.script(says('One'), says('Two'));
  const program = await bob.program();
  const budget = 'apiToken { budget { monthlyTokens spentTokens } }';
  const set = await ann.does(
    'updateApiTokenBudget',
    { apiTokenId: program.tokenId, monthlyTokens: 1 },
    budget,
  );
  const first = await program.sends();
  await bob.follows(first.generation).end();

  const refused = await program.trySend();
  const byHand = await bob.trySend();
  const raised = await bob.does(
    'updateApiTokenBudget',
    { apiTokenId: program.tokenId, monthlyTokens: 9 },
    budget,
  );

  const both = 'apiToken { budget { monthlyTokens monthlyCostMicros } }';
  const more = { apiTokenId: program.tokenId, monthlyCostMicros: 5 };
  const added = await ann.does('updateApiTokenBudget', more, both);
  const taken = await ann.does('updateApiTokenBudget', { ...more, monthlyCostMicros: null }, both);

  expect(set.apiToken.budget).toEqual({ monthlyTokens: 1, spentTokens: 0 });
  expect(added.apiToken.budget).toEqual({ monthlyTokens: 1, monthlyCostMicros: 5 });
  expect(taken.apiToken.budget).toEqual({ monthlyTokens: 1, monthlyCostMicros: null });
  expect(refused).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    message: expect.stringContaining('This token’s budget'),
  });
  expect(byHand.__typename).toBe('SendMessagePayload');
  expect(raised).toMatchObject({ code: 'NOT_FOUND' });
});

test('members see and change nobody; administrators see of others nothing that they wrote', async () => {
  const here = await world();
  const { ann, bob } = here;
  await bob.sends('Mine alone');
  const id = await userId(here, bob.email);

  const list = await bob.graphql('{ users { nodes { email } } }');
  const change = await bob.does(...update({ userId: id, role: 'ADMIN' }));
  const allowed = await ann.asks(
    '{ users { nodes { id displayName email role createdAt budget { spentTokens } apiTokens { totalCount } } } }',
  );
  const personal = [
    'conversations { totalCount }',
    'instructions',
    'sessions { totalCount }',
    'projects { totalCount }',
  ];

  expect(list.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(change).toMatchObject({ code: 'NOT_FOUND' });
  expect(allowed.users.nodes).toHaveLength(2);
  for (const field of personal) {
    const { errors } = await ann.graphql(`{ users { nodes { ${field} } } }`);
    expect(errors?.[0], field).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  }
});

test('a change of role closes the sockets of whom it concerns, and the last administrator keeps it', async () => {
  const here = await world();
  const { ann, bob } = here;
  const bobId = await userId(here, bob.email);
  const annId = await userId(here, ann.email);
  const [ofBob, ofProgram, ofAnn] = [
    await RawSocket.ready(bob),
    await RawSocket.ready(await bob.program()),
    await RawSocket.ready(ann),
  ];

  const last = await ann.does(...update({ userId: annId, role: 'MEMBER' }));
  const made = await ann.does(...update({ userId: bobId, role: 'ADMIN' }));

  expect(last).toMatchObject({ code: 'CONFLICT' });
  expect(made.user.role).toBe('ADMIN');
  expect((await ofBob.closed).code).toBe(4403);
  expect((await ofProgram.closed).code).toBe(4403);
  ofAnn.subscribe('1', '{ viewer { id } }');
  await ofAnn.frame('next', '1');
  expect((await bob.asks('{ users { totalCount } }')).users.totalCount).toBe(2);
});
