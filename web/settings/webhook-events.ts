import type { WebhookEvent } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';

/** Events that a webhook can choose. */
export const chosenEvents = [
  'CONVERSATION_CHANGED',
  'CONVERSATION_DELETED',
  'MESSAGE_ADDED',
  'GENERATION_ENDED',
  'PROJECT_CHANGED',
  'PROJECT_DELETED',
] as const satisfies WebhookEvent[];

const labels: Record<WebhookEvent, () => string> = {
  CONVERSATION_CHANGED: m.eventConversationChanged,
  CONVERSATION_DELETED: m.eventConversationDeleted,
  MESSAGE_ADDED: m.eventMessageAdded,
  GENERATION_ENDED: m.eventGenerationEnded,
  PROJECT_CHANGED: m.eventProjectChanged,
  PROJECT_DELETED: m.eventProjectDeleted,
  PING: m.eventPing,
  RESYNC_REQUIRED: m.eventResyncRequired,
};

/** One that is newer than this client is called by its name. */
export const eventLabel = (event: WebhookEvent): string => labels[event]?.() ?? event;
