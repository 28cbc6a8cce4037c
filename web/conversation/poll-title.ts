import type { Client } from 'urql';
import { ConversationHead } from './documents.ts';

const looksAtMs = [1_000, 2_500, 5_000, 10_000];

/** The server writes a title some time after the first answer; looks for it a few times, until it differs. */
export async function pollTitle(client: Client, conversationId: string): Promise<void> {
  const variables = { id: conversationId };
  const before = client.readQuery(ConversationHead, variables)?.data?.node;
  let waitedMs = 0;
  for (const atMs of looksAtMs) {
    await new Promise((resolve) => setTimeout(resolve, atMs - waitedMs));
    waitedMs = atMs;
    const { data } = await client.query(ConversationHead, variables, { requestPolicy: 'network-only' });
    const now = data?.node;
    if (now?.__typename !== 'Conversation') return;
    if (before?.__typename === 'Conversation' && now.title !== before.title) return;
  }
}
