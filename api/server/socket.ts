import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, GraphQLError, GraphQLFormattedError } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Asker, Context } from '../graphql/builder.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import type { Meter } from '../platform/meter.ts';
import type { Viewer } from '../platform/viewer.ts';
import { CredentialError, type Credentials } from '../user/credential.ts';
import { clientAddress } from './client-address.ts';
import { payForDocument, subjectOf } from './gate.ts';
import { maxFrameBytes, maxSockets, maxSubscriptionsPerSocket } from './limits.ts';
import type { MaskError } from './mask-error.ts';
import type { Operations } from './operations.ts';
import type { Origins } from './origins.ts';
import { requestIdHeader, requestIdOf } from './request-id.ts';
import { type GraphQLServer, graphqlPath } from './yoga.ts';

/** GraphQL over WebSocket (graphql-transport-ws) at the same path as HTTP. */
export type SocketParts = {
  graphql: GraphQLServer;
  operations: Operations;
  credentials: Credentials;
  origins: Origins;
  mask: MaskError;
  meter: Meter;
  isBehindProxy: boolean;
  makeContext: (viewer: Viewer | null, asker: Asker) => Context;
};

type SocketExtra = Extra & { viewer?: Viewer | null; undo?: (() => void)[] };

/** What graphql-ws hands from `onSubscribe` to execute and subscribe. */
type Run = (args: ExecutionArgs) => ReturnType<typeof import('graphql').execute>;

const pingEveryMs = 12_000;
/** A close code that clients take as temporary. */
const tryAgainLater = 1013;

/** Sockets that are open, by whom they are counted for. */
const open = new Map<string, number>();

/** Counts one more socket; the function that counts it no more, or null where there are too many. */
function enter(subject: string, viewer: Viewer | null): (() => void) | null {
  const count = open.get(subject) ?? 0;
  if (count >= (viewer ? maxSockets.withCredential : maxSockets.without)) return null;
  open.set(subject, count + 1);
  return () => {
    const left = (open.get(subject) ?? 1) - 1;
    if (left > 0) open.set(subject, left);
    else open.delete(subject);
  };
}

export function attachSocket(server: Server, parts: SocketParts) {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
  });
  useServer(
    {
      execute: (args) => (args.rootValue as { execute: Run }).execute(args),
      subscribe: (args) => (args.rootValue as { subscribe: Run }).subscribe(args),
      onConnect: async ({ connectionParams, extra }) => {
        const at = extra as SocketExtra;
        try {
          const headers = at.request.headers;
          at.viewer = await parts.credentials.authenticate({ headers, connectionParams });
        } catch (error) {
          if (error instanceof CredentialError)
            at.socket.close(CloseCode.Unauthorized, error.message.slice(0, 120));
          // Nothing is known of the credential, so the client must not give up: without a database it tries again.
          else at.socket.close(tryAgainLater, 'Parley cannot look up the session right now.');
          return false;
        }
        at.undo = [endWithCredential(at, parts)];
        const leave = enter(
          subjectOf({ viewer: at.viewer, address: clientAddress(at.request, parts.isBehindProxy) }),
          at.viewer,
        );
        if (leave) at.undo.push(leave);
        else
          at.socket.close(
            CloseCode.TooManyInitialisationRequests,
            'Too many sockets are open for you already.',
          );
        return leave !== null;
      },
      onClose: ({ extra }) => {
        for (const step of (extra as SocketExtra).undo?.splice(0) ?? []) step();
      },
      onSubscribe: async (ctx, _id, payload) => {
        const requestId = randomUUID();
        try {
          if (Object.keys(ctx.subscriptions).length > maxSubscriptionsPerSocket) {
            const message = `At most ${maxSubscriptionsPerSocket} operations at once on one socket.`;
            throw topLevelError('BAD_REQUEST', message);
          }
          return await prepare(parts, ctx.extra as SocketExtra, payload, requestId);
        } catch (error) {
          // An error answers its own operation; uncaught it would close the socket with everybody else's.
          return [parts.mask(error, requestId)];
        }
      },
      onNext: (_ctx, _id, _payload, _args, result) =>
        result.errors && { ...result, errors: result.errors.map(plain) },
      // Those that graphql-ws itself raises have no id yet.
      onError: (_ctx, _id, _payload, errors) =>
        errors.map((error) => plain(parts.mask(error, randomUUID(), 'BAD_USER_INPUT'))),
    },
    sockets,
    pingEveryMs,
  );

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node has let go of the socket: without a listener a reset by the peer would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = refuse(request, parts.origins);
    if (refusal) {
      const requestId = requestIdOf(request.headers[requestIdHeader]);
      const headers = `Connection: close\r\nContent-Length: 0\r\n${requestIdHeader}: ${requestId}`;
      return void socket.end(`HTTP/1.1 ${refusal}\r\n${headers}\r\n\r\n`);
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
      // graphql-ws prints a stack for each broken frame; ws has closed that socket with the right code already.
      client.removeAllListeners('error').on('error', () => {});
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    /** 1012 tells clients to come back at once: the next server is about to listen. */
    close() {
      for (const client of sockets.clients) client.close(1012, 'Restarting');
    },
  };
}

function refuse({ url = '', headers }: IncomingMessage, origins: Origins): string | null {
  if (!url.startsWith('/') || url.split('?')[0] !== graphqlPath) return '404 Not Found';
  return origins.refusalOf(headers, 'api') === null ? null : '403 Forbidden';
}

function endWithCredential({ viewer, socket, request: { headers } }: SocketExtra, parts: SocketParts) {
  if (!viewer) return () => {};
  const onEnd = () => socket.close(CloseCode.Forbidden, `The ${viewer.credential.kind} has ended.`);
  return parts.credentials.watch(viewer, headers, onEnd);
}

type Payload = {
  operationName?: string | null;
  query: string;
  variables?: Record<string, unknown> | null;
  extensions?: Record<string, unknown> | null;
};

async function prepare(
  parts: SocketParts,
  { viewer = null, request }: SocketExtra,
  payload: Payload,
  requestId: string,
) {
  const { operationName, variables } = payload;
  const query = parts.operations.textOf(payload) ?? payload.query;
  const address = clientAddress(request, parts.isBehindProxy);
  const asker = { requestId, address, origin: parts.origins.ownOrigin(request.headers.host) };
  const makeContext = () => parts.makeContext(viewer, asker);
  await payForDocument(parts.meter, makeContext());
  const enveloped = parts.graphql.getEnveloped({
    makeContext,
    requestId,
    params: { query, operationName, variables },
  });
  const { schema, execute, subscribe, contextFactory, parse, validate } = enveloped;
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return errors.map((error: unknown) => parts.mask(error, requestId));
  return {
    schema,
    document,
    operationName: operationName ?? undefined,
    variableValues: variables ?? undefined,
    contextValue: await contextFactory(),
    rootValue: { execute, subscribe },
  };
}

/** Without what Yoga notes for HTTP in the extensions. */
function plain(error: GraphQLError): GraphQLFormattedError {
  const { http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}
