import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * Operations that are made of the schema at random: mostly well-formed selections, whose arguments are right, wrong, of
 * another type, huge, missing or hostile, written into the document or sent as variables.
 */
export type RandomOperation = {
  kind: 'query' | 'mutation' | 'subscription';
  query: string;
  variables: Record<string, unknown>;
};

const strings = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud83d',
  'a\udc00b',
  '💥'.repeat(40),
  '%',
  '_%\\',
  "' OR 1=1 --",
  '"; DROP TABLE "user"; --',
  '../../etc/passwd',
  'x'.repeat(5_000),
  '\u202eabc',
  '__proto__',
  'constructor',
  '{}',
  '[]',
  'null',
  '\n\r\t',
  '\u2028',
  'word -not "phrase',
  'before:9999-99-99 after:x model:',
  '(((((',
  'in:title role:me project:',
  '\u{e000}\u{e001}',
  '0000-00-00',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '1e309',
  '-0',
  'NaN',
];
const numbers = [
  0,
  -0,
  1,
  -1,
  2,
  50,
  100,
  101,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e308,
  -1e308,
  1e21,
  0.1,
  1.5,
  5e-324,
];
const ints = numbers.filter((one) => (one | 0) === one);
const wrong: unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { __proto__: 1 },
  { input: {} },
  '5',
  5,
  'true',
  [1, 'a', null],
  ['x', ['y']],
];

/** What came out of a database once, so that some operations meet rows. */
export const operations = (schema: GraphQLSchema, ids: string[]): fc.Arbitrary<RandomOperation> =>
  fc.nat({ max: 2 ** 31 - 1 }).map((seed) => {
    const below = drawsFrom(seed);
    const chance = (percent: number) => below(100) < percent;
    // Most operations are valid, so that what is odd in them is met by the code behind the schema.
    const isWild = chance(25);
    const odd = (percent: number) => isWild && chance(percent);
    const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
    const base64 = (text: string) => Buffer.from(text).toString('base64url');
    const declared: string[] = [];
    const variables: Record<string, unknown> = {};

    const oddId = () =>
      base64(
        `${oneOf(['Message', 'Conversation', 'Generation', 'User', 'Model', 'Query', 'constructor', ''])}${oneOf([':', '=', ''])}${oneOf([...strings, '0', '00000000-0000-0000-0000-000000000000'])}`,
      );

    function scalar(name: string): unknown {
      if (name === 'Boolean') return chance(50);
      if (name === 'Int' && !odd(50)) return chance(80) ? below(10) : oneOf(ints);
      if (name === 'Int' || name === 'SafeInt' || name === 'Float') return oneOf(numbers);
      if (name === 'ID') return chance(70) ? oneOf(ids) : chance(50) ? oddId() : oneOf(strings);
      if (name === 'DateTime' && chance(50)) return new Date(below(4e12) - 1e12).toISOString();
      return chance(60) ? `text ${below(1_000)}` : oneOf(strings);
    }

    function value(type: GraphQLInputType, depth = 0): unknown {
      if (odd(15)) return oneOf(wrong);
      if (isNonNullType(type)) return given(type.ofType, depth);
      return chance(10) ? null : given(type, depth);
    }

    function given(type: GraphQLInputType, depth: number): unknown {
      if (isListType(type)) {
        const count = chance(2) ? 150 : below(4);
        return Array.from({ length: count }, () => value(type.ofType, depth + 1));
      }
      if (isEnumType(type)) return !odd(20) ? oneOf(type.getValues()).name : 'NOT_A_VALUE';
      if (!isInputObjectType(type)) return scalar(type.name);
      return Object.fromEntries(filled(Object.values(type.getFields()), depth + 1));
    }

    function filled(fields: readonly (GraphQLInputField | GraphQLArgument)[], depth: number) {
      const given = fields.filter(({ type }) => (isNonNullType(type) ? !odd(15) : chance(45)));
      const entries = given.map(({ name, type }) => [name, value(type, depth)] as const);
      return odd(5) ? [...entries, ['notThere', 1] as const] : entries;
    }

    function literal(given: unknown, type: GraphQLInputType): string {
      const bare = isNonNullType(type) ? type.ofType : type;
      if (Array.isArray(given)) {
        const item = isListType(bare) ? bare.ofType : bare;
        return `[${given.map((one) => literal(one, item)).join(', ')}]`;
      }
      if (given !== null && typeof given === 'object') {
        const fields = isInputObjectType(bare) ? bare.getFields() : {};
        const entries = Object.entries(given).map(
          ([name, inner]) => `${name}: ${literal(inner, fields[name]?.type ?? bare)}`,
        );
        return `{${entries.join(', ')}}`;
      }
      if (typeof given === 'string' && isEnumType(getNamedType(type)) && /^\w+$/.test(given)) return given;
      return JSON.stringify(given);
    }

    function args(field: GraphQLField<unknown, unknown>): string {
      const written = field.args
        .filter(({ type }) => (isNonNullType(type) ? !odd(15) : chance(45)))
        .map(({ name, type }) => {
          const given = value(type);
          if (chance(60)) return `${name}: ${literal(given, type)}`;
          const variable = `v${declared.length}`;
          declared.push(`$${variable}: ${type}`);
          if (!odd(10)) variables[variable] = given;
          return `${name}: $${variable}`;
        });
      return written.length > 0 ? `(${written.join(', ')})` : '';
    }

    function selection(type: GraphQLNamedOutputType, depth: number): string {
      if (!isCompositeType(type)) return '';
      const parts = chance(30) ? ['__typename'] : [];
      if (!('getFields' in type) || (isAbstractType(type) && chance(70))) {
        const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
        for (const each of possible.filter(() => chance(60)))
          parts.push(`... on ${each.name} ${selection(each, depth)}`);
      }
      if ('getFields' in type) {
        const fields = Object.values(type.getFields()).filter(
          (field) => depth < 5 || !isCompositeType(getNamedType(field.type)),
        );
        for (let count = below(4) + 1; count > 0 && fields.length > 0; count -= 1)
          parts.push(fieldOf(oneOf(fields), depth));
      }
      return `{ ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
    }

    let aliases = 0;
    function fieldOf(field: GraphQLField<unknown, unknown>, depth: number): string {
      const alias = aliases < 28 ? `a${aliases++}: ` : '';
      const directive = chance(2)
        ? oneOf([' @skip(if: false)', ' @include(if: true)', ' @skip', ' @nothing'])
        : '';
      return `${alias}${field.name}${args(field)}${directive} ${selection(getNamedType(field.type), depth + 1)}`;
    }

    const kind = oneOf([
      'query',
      'query',
      'query',
      'query',
      'query',
      'query',
      'mutation',
      'mutation',
      'mutation',
      'subscription',
    ] as const);
    const root = schema.getRootType(
      { query: 'query', mutation: 'mutation', subscription: 'subscription' }[kind] as never,
    );
    if (!isObjectType(root)) throw new Error(`no ${kind}`);
    const fields = Object.values(root.getFields());
    const chosen = kind === 'subscription' ? fieldOf(oneOf(fields), 0) : null;
    const body = chosen ? `{ ${chosen} }` : selection(root, 0);
    const head = declared.length > 0 ? `(${declared.join(', ')})` : '';
    return { kind, query: `${kind} Random${head} ${body}`, variables };
  });

/** Whole numbers below a bound, the same for the same seed (mulberry32): fast-check's own draws take longer than asking. */
function drawsFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
