import { type GraphQLObjectType, getNamedType, isCompositeType, isObjectType, isUnionType } from 'graphql';
import { expect, test } from 'vitest';
import { type Policy, policyOf } from '../../api/server/policy.ts';
import { schema } from '../../api/server/schema.ts';
import type { Person } from '../support/person.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { rawStream } from '../support/raw-stream.ts';
import { fillWith, type Ids, linkToken, rowsOfAll } from '../support/secrets.ts';
import { type World, world } from '../support/world.ts';

/**
 * Every field of the schema × who asks × how: is it given to whom api/server/policy.ts says, and to nobody else? The
 * cases are made from the schema. tests/api/access-matrix.test.ts asks with other people's IDs.
 */

type Case = { at: string; policy: Policy; document: string };

const period = 'from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z"';
const requiredArgs: Record<string, string> = {
  // Filled in by each test: a token that works.
  'Query.sharedConversation': 'token: ""',
  'User.usage': period,
  'ApiToken.usage': period,
  'Query.search': 'query: "word"',
};

/** The way from the root to an object of each type, as `a { b { … } }` with %s for the selection. */
function waysTo(ids: Ids): Map<string, { way: string; needs: Policy[] }> {
  const ways = new Map([['Query', { way: '%s', needs: [] as Policy[] }]]);
  for (const [type, [id]] of Object.entries(ids))
    ways.set(type, { way: `node(id: "${id}") { ... on ${type} { %s } }`, needs: [] });
  ways.set('User', { way: 'viewer { %s }', needs: [] });
  ways.set('Model', { way: 'models { %s }', needs: [] });
  const queue = [...ways.keys()];
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    const { way, needs } = ways.get(type)!;
    for (const field of fieldsOf(type)) {
      const target = getNamedType(field.type);
      const isHere = isObjectType(target) && !ways.has(target.name);
      if (!isHere || (field.args.some(isRequired) && !requiredArgs[`${type}.${field.name}`])) continue;
      const inner = `${field.name}${argsOf(`${type}.${field.name}`)} { %s }`;
      ways.set(target.name, {
        way: way.replace('%s', inner),
        needs: [...needs, policyOf(type, field.name)!],
      });
      queue.push(target.name);
    }
  }
  return ways;
}

const fieldsOf = (type: string) => Object.values((schema.getType(type) as GraphQLObjectType).getFields());
const isRequired = ({ type, defaultValue }: { type: unknown; defaultValue?: unknown }) =>
  String(type).endsWith('!') && defaultValue === undefined;
const argsOf = (at: string) => (requiredArgs[at] ? `(${requiredArgs[at]})` : '');

/** One document a field, for all that can be read. */
function reads(ids: Ids): (Case & { needs: Policy[] })[] {
  const cases = [];
  for (const [type, { way, needs }] of waysTo(ids)) {
    for (const field of fieldsOf(type)) {
      const at = `${type}.${field.name}`;
      if (field.args.some(isRequired) && !requiredArgs[at]) continue;
      const target = getNamedType(field.type);
      const below = isUnionType(target) || isCompositeType(target) ? ' { __typename }' : '';
      const policy = policyOf(type, field.name)!;
      const document = `{ ${way.replace('%s', `${field.name}${argsOf(at)}${below}`)} }`;
      cases.push({ at, policy, document, needs: [...needs, policy] });
    }
  }
  return cases;
}

/** One document a mutation, with an input that names nothing: it is refused before, or finds nothing to do. */
function writes(): Case[] {
  return fieldsOf('Mutation').map(({ name, args }) => {
    const input = getNamedType(args[0]!.type) as unknown as GraphQLObjectType;
    const values = Object.values(input.getFields())
      .filter((field) => isRequired(field as never))
      .map((field) => `${field.name}: ${valueFor(String(field.type))}`);
    const document = `mutation { ${name}(input: { ${values.join(', ')} }) { __typename } }`;
    return { at: `Mutation.${name}`, policy: policyOf('Mutation', name)!, document };
  });
}

function valueFor(type: string): string {
  const bare = type.replaceAll(/[![\]]/g, '');
  const named = schema.getType(bare) as { getValues?: () => { name: string }[] } | undefined;
  const value = named?.getValues ? named.getValues()[0]!.name : bare === 'Boolean' ? 'false' : '""';
  return type.startsWith('[') ? '[]' : value;
}

type Verdict = 'given' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'refused at the door';
/** What was answered, and the root fields that were shown something. */
type Heard = { verdict: Verdict; shown: string[] };
type Ask = (person: Person, document: string) => Promise<Heard>;
type Said = { data?: Record<string, unknown> | null; errors?: { extensions?: { code?: unknown } }[] };

const heard = ({ data, errors }: Said): Heard => {
  const code = errors?.[0]?.extensions?.code;
  const verdict = code === 'UNAUTHENTICATED' || code === 'FORBIDDEN' ? code : 'given';
  const shown = Object.entries(data ?? {}).filter(([, value]) =>
    [value].flat().some((each) => each !== null),
  );
  return { verdict, shown: shown.map(([name]) => name) };
};
const atTheDoor: Heard = { verdict: 'refused at the door', shown: [] };

const overHttp: Ask = async (person, query) => {
  const response = await person.post({ query });
  const said = (await response.json()) as Said;
  return response.status === 401 ? atTheDoor : heard(said);
};

const overSse: Ask = async (person, query) => {
  const response = await person.post({ query }, { accept: 'text/event-stream' });
  const text = await response.text();
  if (response.status === 401) return atTheDoor;
  const data = /^data: (\{.*\})$/m.exec(text)?.[1] ?? text;
  return heard(JSON.parse(data));
};

/** All on one socket a person, as a client would. */
function overWebSocket(): Ask {
  const sockets = new Map<Person, RawSocket | 'refused at the door'>();
  const open = async (person: Person) => {
    const socket = await RawSocket.open(person);
    socket.send({ type: 'connection_init' });
    const isOpen = socket.frame('connection_ack').then(() => socket);
    return Promise.race([isOpen, socket.closed.then(() => 'refused at the door' as const)]);
  };
  let id = 0;
  return async (person, query) => {
    const socket = sockets.get(person) ?? (await open(person));
    sockets.set(person, socket);
    if (typeof socket === 'string') return atTheDoor;
    id += 1;
    socket.subscribe(String(id), query);
    for (;;) {
      const frame = await socket.next();
      if (frame.id === String(id) && frame.type === 'error') return heard({ errors: frame.payload });
      if (frame.id === String(id) && frame.type === 'next') return heard(frame.payload);
    }
  };
}

/** Who asks: somebody, what they may ask for by the policies on the way, and what they hear otherwise. */
type Asker = {
  name: string;
  person: Person;
  verdict: (needs: Policy[]) => Verdict | 'any';
  /** Root fields that may show something; all if not said. */
  sees?: string[];
};

const whoKnowsALink = 'who knows the address of a share link';

async function askers({ ann, stranger }: World): Promise<Asker[]> {
  const revoked = await ann.program('WRITE');
  await ann.does('revokeApiToken', { apiTokenId: revoked.tokenId }, '__typename');
  const isOpen = (need: Policy) => need === 'PUBLIC' || need === 'SIGNED_IN' || need === 'INHERITED';
  const token = (allowed: (need: Policy) => boolean) => (needs: Policy[]) =>
    needs.every((need) => isOpen(need) || allowed(need)) ? ('given' as const) : ('FORBIDDEN' as const);
  return [
    { name: 'the owner', person: ann, verdict: () => 'given' },
    { name: 'nobody', person: stranger(), verdict: () => 'any', sees: ['server'] },
    { name: whoKnowsALink, person: stranger(), verdict: () => 'any', sees: ['server', 'sharedConversation'] },
    { name: 'a revoked token', person: revoked, verdict: () => 'refused at the door' },
    {
      name: 'a read-only token',
      person: await ann.program('READ'),
      verdict: token((need) => need.endsWith('_READ')),
    },
    {
      name: 'a token that reads and writes',
      person: await ann.program('WRITE'),
      verdict: token((need) => need !== 'SESSION' && need !== 'WEBHOOKS'),
    },
    {
      name: 'a token for webhooks',
      person: await ann.program('WEBHOOKS'),
      verdict: token((need) => need === 'WEBHOOKS'),
    },
    {
      name: 'a token for usage alone',
      person: await ann.program('USAGE_READ'),
      verdict: token((need) => need === 'USAGE_READ'),
    },
  ];
}

const seen = new Map<string, number>();

for (const over of ['HTTP', 'SSE', 'WebSocket'] as const) {
  test(`every field is given to whom its policy says, and to nobody else, over ${over}`, {
    timeout: 240_000,
  }, async () => {
    const here = await world();
    const ids = await fillWith(here, here.ann, 'word');
    const known = `"${await linkToken(here.ann, ids.ShareLink![0]!)}"`;
    const everybody = await askers(here);
    const ask = { HTTP: overHttp, SSE: overSse, WebSocket: overWebSocket() }[over];
    const wrong: string[] = [];
    let count = 0;

    const all = [...reads(ids), ...writes().map((each) => ({ ...each, needs: [each.policy] }))];
    for (const { name, person, verdict, sees } of everybody) {
      for (const { at, document, needs } of all) {
        const isWrite = at.startsWith('Mutation.');
        // What the owner's writes do is for other tests.
        if (isWrite && name === 'the owner') continue;
        count += 1;
        const knows = name !== 'nobody';
        const asked = knows ? document.replace('token: ""', `token: ${known}`) : document;
        const { verdict: found, shown } = await ask(person, asked);
        const expected = verdict(needs);
        if (sees && shown.some((root) => !sees.includes(root)))
          wrong.push(`${at} is shown to ${name}. ${asked}`);
        if (knows && asked.includes(known) && found === 'given' && shown.length === 0)
          wrong.push(`${at} is not shown to ${name}. ${asked}`);
        const isNobodys =
          expected === 'any' && (isWrite ? found === 'UNAUTHENTICATED' : found !== 'FORBIDDEN');
        if (found !== expected && !isNobodys)
          wrong.push(`${at} by ${name}: ${found}, not ${expected}. ${document}`);
      }
    }
    seen.set(over, count);

    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(600);
    console.log(`policy-matrix.test.ts: ${count} cases over ${over}`);
  });
}

test('what cannot be read by a path of its own is a payload, an edge or an event: decided by what leads there', async () => {
  const here = await world();
  const covered = new Set(reads(await fillWith(here, here.ann, 'word')).map(({ at }) => at));
  const missing = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => fieldsOf(type.name).map(({ name }) => [type.name, name] as const))
    .filter(([type, name]) => !covered.has(`${type}.${name}`));

  const own = missing.filter(
    ([type, name]) =>
      !['Query', 'Mutation', 'Subscription'].includes(type) && policyOf(type, name) !== 'INHERITED',
  );

  expect(own.map((pair) => pair.join('.'))).toEqual([]);
});

for (const over of ['sse', 'websocket'] as const) {
  test(`subscriptions need the scope to read chats, over ${over}`, async () => {
    const here = await world();
    const { Generation } = await fillWith(here, here.ann, 'word');
    const queries = [`generation(id: "${Generation!.at(-1)}") { __typename }`, 'viewerEvents { __typename }'];
    const before = await rowsOfAll(here);

    for (const query of queries) {
      const refused = rawStream(
        await here.ann.program('USAGE_READ', 'MESSAGES_WRITE'),
        over,
        `subscription { ${query} }`,
      );
      await refused.says('FORBIDDEN');
    }
    const allowed = rawStream(
      await here.ann.program('CONVERSATIONS_READ'),
      over,
      `subscription { ${queries[0]} }`,
    );
    await allowed.says('GenerationSnapshot');

    expect((await rowsOfAll(here)).message).toEqual(before.message);
  });
}
