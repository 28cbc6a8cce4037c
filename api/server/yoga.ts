import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import type { Meter } from '../platform/meter.ts';
import { compressed } from './compressed.ts';
import { createGate } from './gate.ts';
import { documentLimits } from './limits.ts';
import { type MaskError, maskErrors } from './mask-error.ts';
import { type Operations, onlyKnownOperations } from './operations.ts';
import { schema } from './schema.ts';
import { serverTiming, type Timings } from './server-timing.ts';

/** What the HTTP server and the socket hand over beside the request. */
export type Handover = {
  req?: IncomingMessage;
  res?: ServerResponse;
  requestId: string;
  timings?: Timings;
  makeContext: () => Context;
};

export const graphqlPath = '/graphql';

export type EngineParts = { mask: MaskError; operations: Operations; meter: Meter };

/** Yoga lets event streams be kept and asked again; proxies would hold them back until they are long enough. */
const neverKept: Plugin = {
  onResponse({ response }) {
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return;
    response.headers.set('cache-control', 'no-store');
    response.headers.set('x-accel-buffering', 'no');
  },
};

/** The GraphQL engine behind HTTP, SSE and WebSocket. Authentication and origins are decided before it. */
export function createGraphQL({ mask, operations, meter }: EngineParts) {
  return createYoga<Handover, Context>({
    schema,
    graphqlEndpoint: graphqlPath,
    context: ({ makeContext }) => makeContext(),
    plugins: [
      serverTiming(),
      onlyKnownOperations(operations),
      ...documentLimits,
      createGate(meter, mask),
      maskErrors(mask),
      neverKept,
      compressed,
    ],
    // Masked by a plugin of ours, which knows the request.
    maskedErrors: false,
    // Decided in http.ts: exact origins instead of reflected ones, and a GraphiQL that needs no CDN.
    cors: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    // http.ts has refused what is too long, by the Content-Length it insists on; counting again costs a fifth of a request.
    maxRequestBodySize: false,
    // Errors are logged where they are masked, once, and without what users wrote.
    logging: false,
  });
}

export type GraphQLServer = ReturnType<typeof createGraphQL>;
