import { expect, test } from 'vitest';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import type { Person } from '../support/person.ts';
import { world } from '../support/world.ts';

/** Named prompts. */

const fields = 'preset { id name text temperature model { name } }';
const errors = '... on UserError { code message } ... on ValidationError { issues { path } }';

const mutate = (verb: string) => async (person: Person, input: object) => {
  const type = `${verb[0]!.toUpperCase()}${verb.slice(1)}Preset`;
  const chosen = verb === 'delete' ? 'deletedPresetId' : fields;
  const errorFields = ['create', 'update'].includes(verb) ? errors : '... on UserError { code message }';
  const document = `mutation ($input: ${type}Input!) {
    result: ${verb}Preset(input: $input) { __typename ... on ${type}Payload { ${chosen} } ${errorFields} }
  }`;
  return (await person.asks(document, { input })).result;
};

const [creates, updates, deletes, restores] = ['create', 'update', 'delete', 'restore'].map(mutate) as [
  ReturnType<typeof mutate>,
  ReturnType<typeof mutate>,
  ReturnType<typeof mutate>,
  ReturnType<typeof mutate>,
];

const names = async (person: Person, args = '') =>
  (await person.asks(`{ viewer { presets${args} { nodes { name } } } }`)).viewer.presets.nodes.map(
    ({ name }: any) => name,
  );

test('a preset keeps its text, model and temperature, and changes only what is given', async () => {
  const { ann } = await world();
  const modelId = encodeGlobalId('Model', 'gpt-4o-mini');

  const { preset } = await creates(ann, {
    name: ' Review ',
    text: 'Review this:',
    modelId,
    temperature: 0.2,
  });
  const renamed = await updates(ann, { presetId: preset.id, name: 'review' });
  const plain = await updates(ann, { presetId: preset.id, modelId: null, temperature: null });

  expect(preset).toMatchObject({
    name: 'Review',
    text: 'Review this:',
    model: { name: 'gpt-4o-mini' },
    temperature: 0.2,
  });
  expect(renamed.preset).toMatchObject({ name: 'review', temperature: 0.2, model: { name: 'gpt-4o-mini' } });
  expect(plain.preset).toMatchObject({
    name: 'review',
    text: 'Review this:',
    model: null,
    temperature: null,
  });
});

test('a name is taken once, whatever its case, until its preset is deleted', async () => {
  const { ann, bob } = await world();
  const { preset } = await creates(ann, { name: 'Review', text: 'One' });

  expect(await creates(ann, { name: 'review', text: 'Two' })).toMatchObject({
    code: 'VALIDATION',
    issues: [{ path: ['name'] }],
  });
  expect(await creates(bob, { name: 'review', text: 'Two' })).toMatchObject({
    __typename: 'CreatePresetPayload',
  });
  await deletes(ann, { presetId: preset.id });
  expect(await creates(ann, { name: 'review', text: 'Two' })).toMatchObject({
    __typename: 'CreatePresetPayload',
  });
});

test('of two presets of one name that are made at once, one is made', async () => {
  const { ann } = await world();

  const made = await Promise.all([1, 2, 3].map((n) => creates(ann, { name: 'Same', text: `${n}` })));

  expect(made.filter(({ __typename }) => __typename === 'CreatePresetPayload')).toHaveLength(1);
});

test('a deleted preset is gone from everywhere, and is restored unless its name was taken', async () => {
  const { ann } = await world();
  const { preset } = await creates(ann, { name: 'Review', text: 'One' });

  await deletes(ann, { presetId: preset.id });
  const node = await ann.asks('query ($id: ID!) { node(id: $id) { id } }', { id: preset.id });
  const listed = await names(ann);
  const change = await updates(ann, { presetId: preset.id, text: 'Two' });
  const back = await restores(ann, { presetId: preset.id });
  await deletes(ann, { presetId: preset.id });
  await creates(ann, { name: 'REVIEW', text: 'Other' });
  const late = await restores(ann, { presetId: preset.id });

  expect([node.node, listed, change.code]).toEqual([null, [], 'NOT_FOUND']);
  expect(back.preset).toMatchObject({ name: 'Review', text: 'One' });
  expect(late).toMatchObject({ code: 'CONFLICT' });
});

test('presets come by name, in pages', async () => {
  const { ann } = await world();
  for (const name of ['b', 'a', 'c']) await creates(ann, { name, text: name });
  const { viewer } = await ann.asks('{ viewer { presets(first: 2) { totalCount pageInfo { endCursor } } } }');

  expect(await names(ann, '(first: 2)')).toEqual(['a', 'b']);
  expect(await names(ann, `(first: 2, after: "${viewer.presets.pageInfo.endCursor}")`)).toEqual(['c']);
  expect(viewer.presets.totalCount).toBe(3);
});

test('what is no preset is refused: no name, two lines, too long, a wild temperature, an unknown model', async () => {
  const { ann } = await world();
  const code = async (input: object) => (await creates(ann, { name: 'x', text: 'x', ...input })).code;

  expect(await code({ name: ' ' })).toBe('VALIDATION');
  expect(await code({ name: 'a\nb' })).toBe('VALIDATION');
  expect(await code({ name: 'x'.repeat(61) })).toBe('VALIDATION');
  expect(await code({ text: 'x'.repeat(20_001) })).toBe('VALIDATION');
  expect(await code({ temperature: -0.1 })).toBe('VALIDATION');
  expect(await code({ modelId: encodeGlobalId('Model', 'nonsense') })).toBe('VALIDATION');
});

test('there are at most 200 presets', async () => {
  const { ann, sql } = await world();
  await sql(
    `INSERT INTO preset (id, user_id, name, text)
     SELECT gen_random_uuid(), u.id, 'preset ' || n, 'x' FROM "user" u, generate_series(1, 200) n WHERE email = $1`,
    [ann.email],
  );

  expect(await creates(ann, { name: 'One more', text: 'x' })).toMatchObject({ code: 'QUOTA_EXCEEDED' });
});
