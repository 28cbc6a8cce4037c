import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { refuseDoor } from '../completions/door.ts';
import type { Asker, Context } from '../graphql/builder.ts';
import type { TopLevelCode } from '../graphql/top-level-errors.ts';
import { isDatabaseGone } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import type { Viewer } from '../platform/viewer.ts';
import { CredentialError, type Credentials } from '../user/credential.ts';
import { clientAddressHeader, type SignIn, signInPaths } from '../user/sign-in.ts';
import { clientAddress } from './client-address.ts';
import { answerCors } from './cors.ts';
import { graphiqlPage } from './graphiql.ts';
import { maxBodyBytes } from './limits.ts';
import type { Handler } from './listener.ts';
import { databaseGone } from './mask-error.ts';
import { type Operations, onlyPersisted } from './operations.ts';
import type { Door, Origins } from './origins.ts';
import { unreadableIn } from './readable.ts';
import { requestIdHeader } from './request-id.ts';
import { createSchemaFile, schemaPath } from './schema-file.ts';
import { startTimings } from './server-timing.ts';
import { createStatic } from './static.ts';
import { badKey, type V1Visit, v1Path } from './v1.ts';
import { type GraphQLServer, graphqlPath } from './yoga.ts';

/** The HTTP door: which path goes where, and who is refused before anything else looks at the request. */
export type HttpParts = {
  graphql: GraphQLServer;
  operations: Operations;
  signIn: SignIn;
  credentials: Credentials;
  log: Log;
  origins: Origins;
  isSecure: boolean;
  /** A proxy of ours stands in front and adds each client's address to X-Forwarded-For. */
  isBehindProxy: boolean;
  isReady: () => Promise<boolean>;
  version: string;
  makeContext: (viewer: Viewer | null, asker: Asker) => Context;
  /** The doors in the form of other APIs (v1.ts). */
  v1: (visit: V1Visit) => Promise<void>;
};

const authPath = '/api/auth';

export function createHttpHandler(parts: HttpParts): Handler {
  const serveStatic = createStatic();
  const serveAuth = toNodeHandler(parts.signIn);
  const serveSchema = createSchemaFile(parts.version);
  return async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    try {
      setSecurityHeaders(response, parts.isSecure);
      if (!isHost(request.headers.host)) return send(response, 400, 'Bad Host header.\n');
      if (path === '/healthz') return send(response, 200, 'ok\n');
      if (path === '/readyz') return await sendReadiness(parts, response);
      const isApi = path === graphqlPath || path === schemaPath || path.startsWith(v1Path);
      if (isApi && answerCors(parts.origins, request, response)) return;
      if (path === schemaPath) return serveSchema(request, response);
      if (path === graphqlPath) return await serveGraphQL(parts, request, response);
      if (path.startsWith(v1Path)) return await serveV1(parts, path, request, response);
      if (path === authPath || path.startsWith(`${authPath}/`)) {
        if (!signInPaths.has(path.slice(authPath.length))) return send(response, 404, 'Not found.\n');
        if (refuseOrigin(parts, 'sign-in', request, response) || refuseBody(request, response)) return;
        request.headers[clientAddressHeader] = clientAddress(request, parts.isBehindProxy);
        response.setHeader('cache-control', 'no-store');
        return await serveAuth(request, response);
      }
      return serveStatic(request, response);
    } catch (error) {
      parts.log.error('a request failed unexpectedly', { requestId: idOf(response), path, error });
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'INTERNAL_SERVER_ERROR', 'Unexpected error.');
    }
  };
}

/** Everything behind this builds URLs from it. */
function isHost(host: string | undefined): boolean {
  return (
    host !== undefined &&
    /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(host) &&
    URL.canParse(`http://${host}`)
  );
}

async function serveGraphQL(parts: HttpParts, request: IncomingMessage, response: ServerResponse) {
  const { method, headers } = request;
  const timings = startTimings();
  response.setHeader('cache-control', 'no-store');
  if (method === 'GET' && headers.accept?.includes('text/html')) return sendGraphiQL(parts, response);
  if (refuseOrigin(parts, 'api', request, response)) return;
  const unreadable = unreadableIn(request);
  if (unreadable) return refuse(response, unreadable.status, 'BAD_REQUEST', unreadable.message);
  if (refuseBody(request, response)) return;
  const viewer = await authenticateOrRefuse(parts, request, response);
  if (viewer === undefined) return;
  watch(parts, viewer, request, response);
  const asker = {
    requestId: idOf(response),
    address: clientAddress(request, parts.isBehindProxy),
    origin: parts.origins.ownOrigin(headers.host),
  };
  const makeContext = () => parts.makeContext(viewer, asker);
  const handover = { req: request, res: response, requestId: asker.requestId, timings, makeContext };
  await parts.graphql(request, response, handover);
}

/** Ends the answer with the credential that asked for it. */
function watch(
  { credentials }: HttpParts,
  viewer: Viewer | null,
  { headers }: IncomingMessage,
  response: ServerResponse,
) {
  if (!viewer) return;
  response.once(
    'close',
    credentials.watch(viewer, headers, () => cut(response)),
  );
}

/** What ended the session or token may be this very request: an answer that is being worked out is given, a stream is cut. */
function cut(response: ServerResponse): void {
  if (response.writableEnded || response.destroyed) return;
  if (response.headersSent) response.destroy();
  else setTimeout(cut, lookAgainMs, response);
}

const lookAgainMs = 250;

async function serveV1(parts: HttpParts, path: string, request: IncomingMessage, response: ServerResponse) {
  response.setHeader('cache-control', 'no-store');
  if (refuseOrigin(parts, 'api', request, response) || refuseBody(request, response)) return;
  const viewer = await authenticateOrRefuse(parts, request, response);
  if (viewer === undefined) return;
  watch(parts, viewer, request, response);
  await parts.v1({ path, request, response, viewer });
}

async function authenticateOrRefuse(parts: HttpParts, request: IncomingMessage, response: ServerResponse) {
  try {
    return await parts.credentials.authenticate({
      headers: request.headers,
      inAddress: tokenInAddress(request),
    });
  } catch (error) {
    if (error instanceof CredentialError) refuse(response, 401, 'UNAUTHENTICATED', error.message);
    else if (isDatabaseGone(error)) refuse(response, 503, 'UNAVAILABLE', databaseGone);
    else throw error;
    return undefined;
  }
}

/**
 * The token of an EventSource, taken out of the address, so that nothing behind this sees it. Addresses end in the logs
 * of proxies: no other request may bring one there.
 */
function tokenInAddress(request: IncomingMessage): string | null {
  const { method, url = '', headers } = request;
  if (method !== 'GET' || !headers.accept?.includes('text/event-stream')) return null;
  const at = url.indexOf('?');
  const given = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  const token = given.get('access_token');
  given.delete('access_token');
  if (token !== null) request.url = `${url.slice(0, at)}?${given}`;
  return token;
}

/** True if the request was refused because a page sent it that may not. */
function refuseOrigin(
  parts: HttpParts,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const refusal = parts.origins.refusalOf(request.headers, door);
  if (refusal !== null) refuse(response, 403, 'BAD_REQUEST', refusal);
  return refusal !== null;
}

/** True if the body was refused. Its length must be known, so that nothing has to be read to refuse it. */
function refuseBody(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.headers['transfer-encoding'] !== undefined) {
    refuse(response, 411, 'BAD_REQUEST', 'Send the request with a Content-Length.');
    return true;
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
    response.setHeader('connection', 'close');
    refuse(response, 413, 'BAD_REQUEST', `A request may have at most ${maxBodyBytes} bytes.`);
    return true;
  }
  return false;
}

async function sendReadiness({ isReady }: HttpParts, response: ServerResponse) {
  return (await isReady()) ? send(response, 200, 'ready\n') : send(response, 503, 'not ready\n');
}

async function sendGraphiQL({ operations }: HttpParts, response: ServerResponse) {
  if (!operations.isOpen) return send(response, 403, `${onlyPersisted}\n`);
  const { body, contentSecurityPolicy } = await graphiqlPage();
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-encoding': 'gzip',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-cache',
  });
  response.end(body);
}

function setSecurityHeaders(response: ServerResponse, isSecure: boolean) {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  if (isSecure) response.setHeader('strict-transport-security', 'max-age=31536000');
}

function send(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

const idOf = (response: ServerResponse) => String(response.getHeader(requestIdHeader));

/** A refusal in the form of a GraphQL answer, or of OpenAI's at its doors, so that every client can read it. */
function refuse(response: ServerResponse, status: number, code: TopLevelCode, message: string) {
  if (response.req.url?.startsWith(v1Path))
    return refuseDoor(response, status, code === 'UNAUTHENTICATED' ? badKey : code.toLowerCase(), message);
  const requestId = idOf(response);
  const extensions = code === 'UNAVAILABLE' ? { code, retryable: true, requestId } : { code, requestId };
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message, extensions }] }));
}
