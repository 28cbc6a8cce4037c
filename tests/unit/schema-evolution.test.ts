import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareSchemas } from '../../api/server/evolution.ts';

/** What the next release of the schema may take away. */

const released = `
  type Query {
    chat(id: ID!, old: Int @deprecated(reason: "Use id."), limit: Int): Chat
    chats: [Chat!]! @deprecated(reason: "Use chat.")
    legacy: Legacy @deprecated(reason: "Nobody needs it.")
    node: Node
  }
  interface Node { id: ID! }
  type Chat implements Node { id: ID!, title: String!, colour: Colour }
  type Legacy { text: String }
  enum Colour { RED, GREEN @deprecated(reason: "Use RED.") }
  input Wish { text: String, mood: String @deprecated(reason: "Ignored.") }
  type Mutation { wish(input: Wish!): Chat }
`;

const swap = (from: string, to: string) => {
  expect(released).toContain(from);
  return compareSchemas(released, released.replace(from, to));
};

const refusals: Record<string, [string, string, RegExp]> = {
  'a field': ['title: String!, ', '', /Chat\.title was removed/],
  'a type of a field': ['title: String!', 'title: Int!', /Chat\.title changed type/],
  'a value that is never null': ['title: String!', 'title: String', /Chat\.title changed type/],
  'an argument': [', limit: Int', '', /arg limit was removed/],
  'a value of an enum': ['RED,', '', /RED was removed/],
  'a field of an input': ['text: String, mood', 'mood', /Wish\.text was removed/],
  'an interface of a type': ['Chat implements Node', 'Chat', /Chat no longer implements/],
  'an argument that was optional': ['limit: Int', 'limit: Int!', /arg limit/],
};

for (const [name, [from, to, sentence]] of Object.entries(refusals)) {
  test(`${name} may not be taken away without notice`, () => {
    const { refused } = swap(from, to);

    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(sentence);
  });
}

test('a new required argument or input field is refused', () => {
  expect(swap('limit: Int', 'limit: Int, more: Int!').refused).toHaveLength(1);
  expect(swap('input Wish { ', 'input Wish { more: Int! ').refused).toHaveLength(1);
});

const notices: Record<string, [string, string]> = {
  field: ['    chats: [Chat!]! @deprecated(reason: "Use chat.")\n', ''],
  argument: [', old: Int @deprecated(reason: "Use id.")', ''],
  'value of an enum': [', GREEN @deprecated(reason: "Use RED.")', ''],
  'field of an input': [', mood: String @deprecated(reason: "Ignored.")', ''],
};

for (const [name, [from, to]] of Object.entries(notices)) {
  test(`a ${name} that the last release called deprecated may go`, () => {
    expect(swap(from, to).refused).toEqual([]);
  });
}

test('a type goes with the deprecated field that alone led to it', () => {
  const field = '    legacy: Legacy @deprecated(reason: "Nobody needs it.")\n';
  const current = released.replace(field, '').replace('type Legacy { text: String }', '');

  expect(compareSchemas(released, current).refused).toEqual([]);
});

test('a type that only an interface leads to still may not go', () => {
  const schema = (node: string) => `type Query { node: Node } interface Node { id: ID! } ${node}`;

  const { refused } = compareSchemas(schema('type Chat implements Node { id: ID! }'), schema(''));

  expect(refused).toMatchObject([expect.stringMatching(/Chat was removed/)]);
});

test('additions are free, and a new value of an enum is called dangerous', () => {
  expect(swap('title: String!', 'title: String!, more: Int').refused).toEqual([]);
  const { refused, dangerous } = swap('RED,', 'RED, BLUE,');

  expect(refused).toEqual([]);
  expect(dangerous).toMatchObject([expect.stringMatching(/BLUE was added/)]);
});

test('the schema of today keeps what the last release promised', () => {
  const [last, current] = ['docs/released.graphql', 'schema.graphql'].map((file) =>
    readFileSync(file, 'utf8'),
  );

  expect(compareSchemas(last!, current!).refused).toEqual([]);
});
