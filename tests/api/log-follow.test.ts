import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type FollowEvent, follow } from '../../api/generation/follow.ts';
import { createGenerationLog } from '../../api/generation/log.ts';
import { createProgressReader } from '../../api/generation/progress.ts';
import { type Bell, startBell } from '../../api/platform/bell.ts';
import { openDb } from '../../api/platform/db.ts';
import { createLog } from '../../api/platform/log.ts';
import { createDatabase } from '../support/database.ts';

/** The log and its readers by themselves, on a real database: whatever the order of events, the text is exact. */

async function workshop() {
  const { url, drop } = await createDatabase();
  onTestFinished(drop);
  const instanceId = randomUUID();
  const log = createLog('silent');
  const db = openDb(url, instanceId, log);
  onTestFinished(db.close);
  const real = startBell(db, instanceId, log);
  onTestFinished(real.stop);
  const listeners = new Set<() => void>();
  const bell: Bell = {
    ...real,
    listen(topic, wake) {
      const unlisten = real.listen(topic, wake);
      const leave = () => {
        unlisten();
        listeners.delete(leave);
      };
      listeners.add(leave);
      return leave;
    },
  };
  const generationLog = createGenerationLog(db, bell, log);
  onTestFinished(generationLog.stop);
  const user = await db.prisma.user.create({ data: { email: 'ann@example.org', name: 'Ann' } });
  const { id: conversationId } = await db.prisma.conversation.create({
    data: { userId: user.id, title: 'Test', modelName: 'test' },
  });

  /** A generation that this process has claimed; its owner is `instanceId`. */
  async function claim(): Promise<string> {
    const { id: messageId } = await db.prisma.message.create({
      data: { conversationId, userId: user.id, depth: 0, role: 'ASSISTANT', text: '' },
    });
    const { id } = await db.prisma.generation.create({
      data: {
        conversationId,
        messageId,
        userId: user.id,
        modelName: 'test',
        status: 'STREAMING',
        epoch: 1,
        owner: instanceId,
      },
    });
    generationLog.open({ id, epoch: 1, seq: 0, onStop: () => {}, onLost: () => {} });
    return id;
  }

  const readers = {
    /** As in the process that runs it, where the log remembers the newest chunks. */
    here: { bell, log: generationLog, reader: createProgressReader(db) },
    /** As in another process, which has only the database. */
    there: { bell, log: { ...generationLog, tail: () => undefined }, reader: createProgressReader(db) },
  };
  return { db, generationLog, claim, readers, listeners: () => listeners.size };
}

type Here = Awaited<ReturnType<typeof workshop>>;

/** Somebody who follows, leaves and comes back with the cursor, keeping to the rules of a client. */
class Visitor {
  seq: number | null = null;
  text = '';
  endings = 0;
  private readonly here: Here;
  private readonly id: string;

  constructor(here: Here, id: string) {
    this.here = here;
    this.id = id;
  }

  /** Reads so many events from where it was, at either process. */
  async reads(count: number, where: 'here' | 'there') {
    const events = follow(this.here.readers[where], {
      generationId: this.id,
      after: this.seq,
      minIntervalMs: 0,
    });
    for (let n = 0; n < count; n += 1) {
      const { value, done } = await events.next();
      if (done) break;
      this.take(value);
    }
    await events.return?.();
  }

  private take(event: FollowEvent) {
    expect(this.endings).toBe(0);
    if (event.type === 'ended') this.endings += 1;
    else if (event.type === 'snapshot') this.text = event.text;
    else {
      expect(event.fromSeq).toBe(this.seq);
      this.text += event.text;
    }
    this.seq = event.seq;
  }
}

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('\ud83d', '\ude00', '\0', 'x'.repeat(70_000)),
);
const where = fc.constantFrom('here' as const, 'there' as const);
type Step = { say: string } | { visitor: number; events: number; where: 'here' | 'there' };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ say: texts }) },
    {
      weight: 2,
      arbitrary: fc.record({ visitor: fc.nat(2), events: fc.integer({ min: 1, max: 3 }), where }),
    },
  ),
  { minLength: 1, maxLength: 25 },
);

/** What can be stored of what was said: whole characters without NUL. */
const storable = (said: string) => said.toWellFormed().replaceAll('\0', '\ufffd');

test('whatever the order of flushes, visits and returns, every reader ends with the exact text and one ending', {
  timeout: 60_000,
}, async () => {
  const here = await workshop();
  await fc.assert(
    fc.asyncProperty(steps, async (run) => {
      const id = await here.claim();
      const visitors = [0, 1, 2].map(() => new Visitor(here, id));
      let said = '';
      const visits: Promise<void>[] = [];
      for (const step of run) {
        if ('say' in step) {
          said += step.say;
          await here.generationLog.append(id, step.say);
        } else {
          // One visit of each at a time; the visits of different visitors and the flushes overlap as they may.
          const before = visits[step.visitor] ?? Promise.resolve();
          visits[step.visitor] = before.then(() => {
            const visitor = visitors[step.visitor]!;
            return visitor.endings > 0 ? undefined : visitor.reads(step.events, step.where);
          });
        }
      }
      expect(await here.generationLog.seal(id, { status: 'COMPLETED' })).toBe(true);
      await Promise.all(visits);
      for (const [index, visitor] of visitors.entries()) {
        if (visitor.endings === 0) await visitor.reads(1_000, index % 2 ? 'here' : 'there');
        expect(visitor.text).toBe(storable(said));
        expect(visitor.endings).toBe(1);
      }
      const { message, seq, chunks } = await here.db.prisma.generation.findUniqueOrThrow({
        where: { id },
        include: { message: true, chunks: { orderBy: { seq: 'asc' } } },
      });
      expect(message.text).toBe(storable(said));
      expect(chunks.map((chunk) => chunk.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
    }),
    { numRuns: 25 },
  );
  expect(here.listeners()).toBe(0);
});

test('readers that leave while nothing happens leave at once, and nobody listens any more', async () => {
  const here = await workshop();
  const id = await here.claim();
  const waiting = Array.from({ length: 500 }, (_, index) => {
    const sources = here.readers[index % 2 ? 'here' : 'there'];
    return follow(sources, { generationId: id, after: 0, minIntervalMs: 0 });
  });
  const pending = waiting.map((events) => events.next());
  expect(here.listeners()).toBe(500);

  await Promise.all(waiting.map((events) => events.return?.()));

  expect(here.listeners()).toBe(0);
  expect(new Set((await Promise.all(pending)).map(({ done }) => done))).toEqual(new Set([true]));
});
