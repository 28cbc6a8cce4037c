import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { type World, world } from '../support/world.ts';

/** What the model is told before a conversation. */

const profileDocument = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  __typename
  ... on UpdateProfilePayload { user { displayName instructions } }
  ... on UserError { code message }
} }`;

const updates = async (person: Person, input: object) =>
  (await person.asks(profileDocument, { input })).updateProfile;

async function instructs(person: Person, conversationId: string, systemPrompt: string) {
  await person.asks(
    'mutation ($input: UpdateConversationInput!) { updateConversation(input: $input) { __typename } }',
    {
      input: { conversationId, systemPrompt },
    },
  );
}

/** The system turn of the next question. */
async function told({ ann, upstream }: World, conversationId: string): Promise<string | null> {
  const { generation } = await ann.sends('Next', { conversationId });
  await ann.follows(generation).end();
  const [first] = upstream.answers().at(-1)?.body.messages ?? [];
  return first?.role === 'system' ? first.content : null;
}

test('instructions of the person, the project and the conversation are sent, in that order', async () => {
  const here = await world();
  const { ann, sql } = here;
  const { conversation, generation } = await ann.sends('Hello');
  await ann.follows(generation).end();
  const none = await told(here, conversation);

  await updates(ann, { instructions: 'Call me Ann.' });
  const one = await told(here, conversation);
  await sql(
    `INSERT INTO project (id, user_id, name, instructions) SELECT gen_random_uuid(), id, 'Zoo', 'About penguins.'
     FROM "user" WHERE email = $1`,
    [ann.email],
  );
  await sql('UPDATE conversation SET project_id = (SELECT id FROM project)');
  await instructs(ann, conversation, 'Be brief.');
  const all = await told(here, conversation);
  await sql('UPDATE project SET deleted_at = now()');
  const two = await told(here, conversation);

  expect([none, one]).toEqual([null, 'Call me Ann.']);
  expect(all).toMatch(
    /^# From the person.*\n\nCall me Ann\.\n\n# .*project\n\nAbout penguins\.\n\n# .*conversation\n\nBe brief\.$/,
  );
  expect(two).not.toContain('penguins');
  expect(two).toMatch(/Call me Ann\.[\s\S]*Be brief\.$/);
});

test('an empty string removes a person’s instructions; what is left out stays', async () => {
  const { ann } = await world();

  const set = await updates(ann, { displayName: ' Annika ', instructions: 'Call me A.' });
  const renamed = await updates(ann, { displayName: 'Ann' });
  const removed = await updates(ann, { instructions: '' });

  expect(set.user).toEqual({ displayName: 'Annika', instructions: 'Call me A.' });
  expect(renamed.user).toEqual({ displayName: 'Ann', instructions: 'Call me A.' });
  expect(removed.user).toEqual({ displayName: 'Ann', instructions: null });
});

test('an empty name and instructions of more than 20000 characters are refused', async () => {
  const { ann } = await world();

  expect(await updates(ann, { displayName: ' ' })).toMatchObject({ code: 'VALIDATION' });
  expect(await updates(ann, { instructions: 'x'.repeat(20_001) })).toMatchObject({ code: 'VALIDATION' });
});
