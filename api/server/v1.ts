import type { IncomingMessage, ServerResponse } from 'node:http';
import { complete, type DoorContext, listModels, refuseDoor } from '../completions/door.ts';
import { encodeGlobalId, keyOf } from '../graphql/global-id.ts';
import type { Meter } from '../platform/meter.ts';
import type { Viewer } from '../platform/viewer.ts';
import { pay } from './gate.ts';
import { mayAsk } from './policy.ts';

/** What speaks OpenAI's protocol: API tokens only, and the same limits as everything else. */
export type V1Visit = {
  path: string;
  request: IncomingMessage;
  response: ServerResponse;
  viewer: Viewer | null;
};

export type V1Parts = Omit<DoorContext, 'viewer' | 'conversationKey' | 'conversationWord'> & {
  meter: Meter;
  isDraining: () => boolean;
};

export const v1Path = '/v1/';

/** What OpenAI calls a credential that is missing or not good. */
export const badKey = 'invalid_api_key';

export function createV1(parts: V1Parts) {
  return async ({ path, request, response, viewer }: V1Visit): Promise<void> => {
    const refuse = (status: number, code: string, message: string) =>
      refuseDoor(response, status, code, message);
    if (viewer?.credential.kind !== 'token') {
      return refuse(401, badKey, 'Send an API token of Parley as `Authorization: Bearer`.');
    }
    const act = actOf(path, request.method);
    if (!act) return refuse(404, 'unknown_url', `There is no ${request.method} ${path} here.`);
    if (act === complete && !mayAsk(viewer, 'MESSAGES_WRITE'))
      return refuse(403, 'missing_scope', 'This needs the scope MESSAGES_WRITE, which this token has not.');
    if (parts.isDraining()) return refuse(503, 'restarting', 'Parley is restarting: try again in a moment.');
    const { isGranted, waitSeconds } = await pay(parts.meter, { viewer, address: '', res: response }, 1);
    if (!isGranted)
      return refuse(429, 'rate_limited', `No points are left in this minute: try again in ${waitSeconds} s.`);
    await act({ ...parts, viewer, ...conversationIds }, request, response);
  };
}

const conversationIds = {
  conversationKey: (id: string) => keyOf('Conversation', id),
  conversationWord: (key: string) => encodeGlobalId('Conversation', key),
};

function actOf(path: string, method: string | undefined) {
  if (path === '/v1/models' && method === 'GET') return listModels;
  return path === '/v1/chat/completions' && method === 'POST' ? complete : null;
}
