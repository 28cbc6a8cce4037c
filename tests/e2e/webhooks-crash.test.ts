import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../support/database.ts';
import { Person } from '../support/person.ts';
import { startProgram } from '../support/process.ts';
import { startReceiver } from '../support/receiver.ts';

/** Webhooks of a server that is killed as the kernel kills, in the middle of a request and with more to come. */

test('what a killed server had not delivered is delivered by the next, in order', {
  timeout: 150_000,
}, async () => {
  const database = await createDatabase();
  onTestFinished(database.drop);
  const env = {
    DATABASE_URL: database.url,
    AUTH_SECRET: 'a secret of the tests that is long enough',
    WEBHOOK_PRIVATE_ADDRESSES: 'true',
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
  };
  const receiver = await startReceiver();
  // The third request is still open when the server dies.
  receiver.answer((response, number) => void (number === 3 || response.writeHead(204).end()));
  const first = startProgram(env);
  const ann = await Person.signUp(await first.ready, 'Ann');
  await ann.does('createWebhook', { url: receiver.url, events: ['PROJECT_CHANGED'] }, 'secret');
  const made: string[] = [];
  for (let at = 0; at < 10; at += 1)
    made.push((await ann.does('createProject', { name: `Project ${at}` }, 'project { id }')).project.id);
  await receiver.gets(3);

  await first.dies();
  const next = ann.at(await startProgram(env).ready);
  const killedAt = performance.now();
  made.push((await next.does('createProject', { name: 'After' }, 'project { id }')).project.id);
  await expect.poll(() => receiver.got.length, { timeout: 120_000, interval: 200 }).toBe(made.length + 1);

  const told = receiver.got.map(({ event }) => event.data.projectId);
  expect(told).toEqual([...made.slice(0, 3), ...made.slice(2)]);
  expect(receiver.got[2]!.event.id).toBe(receiver.got[3]!.event.id);
  const seconds = Math.round((receiver.got[3]!.atMs - killedAt) / 1_000);
  console.log(`webhooks-crash.test.ts: what the killed server held was delivered after ${seconds} s`);
});
