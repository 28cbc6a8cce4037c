import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { startProgram } from '../support/process.ts';
import { operations, type RandomOperation } from '../support/random-operation.ts';
import { world } from '../support/world.ts';

/**
 * Operations at random against a running program. Every build asks the same ones, so that a red one tells of its change;
 * `FUZZ=100000 [FUZZ_SEED=…] vitest run tests/api/fuzz.test.ts` asks others.
 */

const count = Number(process.env.FUZZ ?? 3_000);
const seed = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ ? Date.now() % 2 ** 31 : 1));
const atOnce = 12;
/** To begin later in a run that is known. */
const skip = Number(process.env.FUZZ_SKIP ?? 0);
const forbidden =
  /node_modules|file:\/\/|\.[jt]s:\d+|\b(SELECT|INSERT INTO|UPDATE "|DELETE FROM)\b|prisma|postgres/i;

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

async function idsOf(ann: Person, bob: Person): Promise<string[]> {
  const [hers, his] = [await ann.sends('Hello'), await bob.sends('Not yours')];
  await ann.follows(hers.generation).end();
  const { models, viewer } = await ann.asks('{ models { id } viewer { id } }');
  const project = await ann.does('createProject', { name: 'Work' }, 'project { id }');
  const preset = await ann.does('createPreset', { name: 'Brief', text: 'Be brief.' }, 'preset { id }');
  const made = [project.project?.id, preset.preset?.id].filter(Boolean);
  // Her session is left out: she still has to ask the rest.
  return [...Object.values(hers), ...Object.values(his), models[0].id, viewer.id, ...made];
}

/** What is wrong with the answer to this operation; null if nothing is. */
async function problemOf(ann: Person, { kind, query, variables }: RandomOperation): Promise<string | null> {
  const accept = kind === 'subscription' ? 'text/event-stream' : 'application/json';
  const response = await ann.post({ query, variables }, { accept });
  const text = kind === 'subscription' ? await beginningOf(response) : await response.text();
  const codes = [...text.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code);
  tally(codes.length === 0 ? 'answered' : codes[0]!);
  if (response.status >= 500 && !codes.includes('UNAVAILABLE')) return `${response.status}: ${text}`;
  if (response.status === 401) return `the session ended: ${text}`;
  if (codes.includes('INTERNAL_SERVER_ERROR')) return text;
  if (text.includes('"errors"') && codes.length === 0) return `an error without a code: ${text}`;
  return forbidden.test(text) ? `it tells too much: ${text}` : null;
}

const tallies: Record<string, number> = {};
const tally = (what: string) => {
  tallies[what] = (tallies[what] ?? 0) + 1;
};

/** Of a stream the first event, or what there is after a moment: some wait for events that never come. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const moment = AbortSignal.timeout(60);
  const over = new Promise<{ done: true; value: '' }>((resolve) =>
    moment.addEventListener('abort', () => resolve({ done: true, value: '' })),
  );
  let said = '';
  while (!said.includes('\ndata:')) {
    const { done, value } = await Promise.race([reader.read(), over]);
    said += value ?? '';
    if (done) break;
  }
  await reader.cancel().catch(() => {});
  return said;
}

test(`${count} random operations are answered or refused, and none breaks anything`, {
  timeout: 60_000 + count * 60,
}, async () => {
  process.stdout.write(`FUZZ=${count} FUZZ_SEED=${seed}\n`);
  const { ann, bob, env } = await world();
  const { DATABASE_URL = '', AUTH_SECRET = '', OPENAI_BASE_URL = '' } = env;
  const program = startProgram({
    DATABASE_URL,
    AUTH_SECRET,
    OPENAI_BASE_URL,
    OPENAI_API_KEY: 'sk-test',
    LOG_LEVEL: 'error',
    RATE_LIMIT: '1000000000',
    MAX_MESSAGES_PER_MINUTE: '1000000',
  });
  const there = ann.at(await program.ready);
  const all = fc
    .sample(operations(schema, await idsOf(ann, bob)), { numRuns: count, seed })
    .slice(skip)
    [Symbol.iterator]();
  const problems: string[] = [];
  let asked = 0;

  const work = async () => {
    for (const operation of all) {
      const problem = await problemOf(there, operation).catch((error) => `no answer: ${error}`);
      asked += 1;
      if (asked % 10_000 === 0) process.stdout.write(`${asked} asked, ${problems.length} problems\n`);
      if (!problem) continue;
      problems.push(`${JSON.stringify(operation)}\n→ ${problem.slice(0, 600)}`);
      process.stdout.write(`${problems.at(-1)}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  process.stdout.write(`${JSON.stringify(tallies)}\n`);
  expect(problems.slice(0, 20).join('\n\n')).toBe('');
  expect(program.stderr()).toBe('');
  expect((await fetch(`${there.url}/healthz`)).status).toBe(200);
  expect((await there.asks('{ viewer { displayName } }')).viewer).toBeTruthy();
  await expect(Promise.race([program.exited, Promise.resolve('still running')])).resolves.toBe(
    'still running',
  );
});
