import { type GraphQLObjectType, getNamedType, isCompositeType, isLeafType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../api/server/schema.ts';
import { world } from '../support/world.ts';

/** Pages read only the columns that a selection looks at: whichever it is, it must find what it looks at. */

/** Every field of a type that needs no argument, as a selection of its own. */
function selectionsOf(typeName: string): string[] {
  const fields = Object.values((schema.getType(typeName) as GraphQLObjectType).getFields());
  return fields.flatMap((field) => {
    const type = getNamedType(field.type);
    if (isLeafType(type)) return field.name;
    return isCompositeType(type) ? `${field.name} { __typename }` : [];
  });
}

const places = {
  Conversation: (selection: string) =>
    `{ viewer { conversations(first: 5) { nodes { ${selection} } edges { node { ${selection} } } } } }`,
  Project: (selection: string) =>
    `{ viewer { conversations(first: 5) { nodes { project { ${selection} } } } } }`,
  Message: (selection: string) =>
    `query ($id: ID!) { node(id: $id) { ... on Conversation { thread(last: 9) { nodes { ${selection} } } } } }`,
  Generation: (selection: string) =>
    `query ($id: ID!) { node(id: $id) { ... on Conversation { thread(last: 9) { nodes { generation { ${selection} } } } } } }`,
  Feedback: (selection: string) =>
    `query ($id: ID!) { node(id: $id) { ... on Conversation { thread(last: 9) { nodes { feedback { ${selection} } } } } } }`,
};

test.each(Object.entries(places))(
  'a page shows each field of %s alone as beside all others',
  async (type, at) => {
    const { ann } = await world();
    const { project } = await ann.does(
      'createProject',
      { name: 'Work', instructions: 'Be kind.' },
      'project { id }',
    );
    const { conversation, reply, generation } = await ann.sends('Hello', { projectId: project.id });
    await ann.follows(generation).end();
    await ann.does('rateMessage', { messageId: reply, rating: 'UP', note: 'Good' }, '__typename');
    const selections = selectionsOf(type);
    const ask = (selection: string) => ann.asks(at(selection), { id: conversation });

    const together: any = await ask(selections.join(' '));

    const words = {
      Conversation: 'Hello',
      Project: 'Be kind.',
      Message: 'Hello',
      Generation: 'COMPLETED',
      Feedback: 'Good',
    };
    expect(JSON.stringify(together)).toContain(words[type as keyof typeof words]);
    for (const selection of selections) expect(together, selection).toMatchObject(await ask(selection));
  },
);
