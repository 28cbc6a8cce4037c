// Sends a message and follows its answer over a WebSocket. Usage: node follow.mjs "Hello"
import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const { PARLEY_URL: url, PARLEY_TOKEN: token } = process.env;
if (!url || !token) throw new Error('Set PARLEY_URL and PARLEY_TOKEN.');

const connect = () =>
  createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    // Ours below, because graphql-ws would ask again with the first cursor.
    retryAttempts: 0,
  });

let client = connect();

async function send(text) {
  const query = `mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) {
      ... on SendMessagePayload { generation { id } }
      ... on UserError { code message }
    }
  }`;
  // The same key again would return the same result: a lost answer can be asked for again.
  const input = { idempotencyKey: randomUUID(), text };
  for await (const { data, errors } of client.iterate({ query, variables: { input } })) {
    const sent = data?.sendMessage;
    if (!sent?.generation) throw new Error(JSON.stringify(errors ?? sent));
    return sent.generation.id;
  }
}

const follow = `subscription ($id: ID!, $after: Int) {
  generation(id: $id, after: $after) {
    __typename
    ... on GenerationSnapshot { seq text }
    ... on GenerationDelta { fromSeq seq text }
    ... on GenerationEnded { generation { status failureMessage } }
  }
}`;

const id = await send(process.argv[2] ?? 'Hello');
let after = null;
let hasDropped = false;
let ending = null;

while (!ending) {
  try {
    for await (const { data, errors } of client.iterate({ query: follow, variables: { id, after } })) {
      if (errors) throw Object.assign(new Error(JSON.stringify(errors)), { isFinal: true });
      const event = data.generation;
      if (event.__typename === 'GenerationEnded') {
        ending = event.generation;
        break;
      }
      process.stdout.write(event.text);
      after = event.seq;
      // Only to show that nothing is lost: the connection is dropped once, in mid-answer.
      if (!hasDropped && after > 0) {
        hasDropped = true;
        process.stderr.write(`dropped the connection after chunk ${after}\n`);
        client.terminate();
      }
    }
  } catch (error) {
    if (error.isFinal) throw error;
    // A lost connection: again from the cursor, after a moment.
    await new Promise((resolve) => setTimeout(resolve, 250));
    client = connect();
  }
}
process.stdout.write('\n');
process.stderr.write(
  `ended: ${ending.status}${ending.failureMessage ? ` (${ending.failureMessage})` : ''}\n`,
);
await client.dispose();
