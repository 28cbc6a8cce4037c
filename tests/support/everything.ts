import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
} from 'graphql';

/**
 * Selections of everything a schema has, so that what is added later is asked for without a test knowing of it. Only
 * a field with arguments must be given some.
 */
export type Everything = {
  /** The selection of a type; objects with an ID are entered so many times below it. */
  of: (typename: string, depth?: number, given?: Record<string, string>) => string;
  /** Coordinates (`Type.field`) that were selected so far. */
  asked: Set<string>;
};

export function everything(schema: GraphQLSchema, given: Record<string, string>): Everything {
  const asked = new Set<string>();
  const isNode = (type: GraphQLNamedType) =>
    isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');

  function select(type: GraphQLNamedType, depth: number, special: Record<string, string>): string {
    if (isUnionType(type)) {
      const members = type
        .getTypes()
        .map((member) => `... on ${member.name} ${select(member, depth, special)}`);
      return `{ __typename ${members.join(' ')} }`;
    }
    if (!isObjectType(type)) return '{ __typename }';
    const fields = Object.values(type.getFields()).map((field) => one(type.name, field, depth, special));
    return `{ __typename ${fields.filter(Boolean).join(' ')} }`;
  }

  function one(
    owner: string,
    field: GraphQLField<unknown, unknown>,
    depth: number,
    special: Record<string, string>,
  ) {
    const type = getNamedType(field.type);
    const below = isUnionType(type) ? type.getTypes().some(isNode) : isNode(type);
    if (below && depth === 0) return '';
    const at = `${owner}.${field.name}`;
    asked.add(at);
    return `${field.name}${argsOf(at, field, special)} ${
      isCompositeType(type) ? select(type, below ? depth - 1 : depth, special) : ''
    }`;
  }

  function argsOf(
    at: string,
    field: GraphQLField<unknown, unknown>,
    special: Record<string, string>,
  ): string {
    if (field.args.length === 0) return '';
    const args = special[at] ?? given[at];
    if (args === undefined) {
      throw new Error(
        `${at} takes arguments and has no place in the access matrix: say in \`given\` of ` +
          'tests/api/access-matrix.test.ts how to ask for it, and in `foreign` how to ask for it with the ID of ' +
          'somebody else’s object, if one of its arguments is an ID.',
      );
    }
    return args && `(${args})`;
  }

  return {
    asked,
    of(typename, depth = 1, special = {}) {
      return select(schema.getType(typename)!, depth, special);
    },
  };
}
