import { GraphQLError } from 'graphql';
import { handleStreamOrSingleExecutionResult, type Plugin } from 'graphql-yoga';
import { type TopLevelCode, topLevelError, unavailable } from '../graphql/top-level-errors.ts';
import { isDatabaseGone } from '../platform/db.ts';
import { DomainError, ValidationError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import type { Handover } from './yoga.ts';

/**
 * The one place where a surprise becomes a sentence. Expected failures pass with their code; everything else is
 * masked, and logged once under the id of the request, which each error bears.
 */
export type MaskError = (error: unknown, requestId: string, uncoded?: TopLevelCode) => GraphQLError;

export function createMaskError(log: Log): MaskError {
  return (error, requestId, uncoded = 'GRAPHQL_VALIDATION_FAILED') => {
    // Named already, on its way from the execution to the answer.
    if (error instanceof GraphQLError && error.extensions.requestId !== undefined) return error;
    return named(error, describe(error, { requestId, uncoded, log }), requestId);
  };
}

/** Masks what execution and streams bring, and at the end of a request over HTTP whatever else went wrong. */
export function maskErrors(mask: MaskError): Plugin<{ requestId: string }, Handover> {
  type Result = { errors?: readonly unknown[] };
  type Set = (result: never) => void;
  const maskAll = (result: Result, requestId: string, set: Set, uncoded?: TopLevelCode) => {
    if (!result.errors) return;
    set({ ...result, errors: result.errors.map((error) => mask(error, requestId, uncoded)) } as never);
  };
  // Variables are looked at by the execution.
  return {
    onExecute: ({ args: { contextValue } }) => ({
      onExecuteDone: (done) =>
        handleStreamOrSingleExecutionResult(done, ({ result, setResult }) =>
          maskAll(result, contextValue.requestId, setResult, 'BAD_USER_INPUT'),
        ),
    }),
    onSubscribe: ({ args: { contextValue } }) => ({
      onSubscribeResult: (done) =>
        handleStreamOrSingleExecutionResult(done, ({ result, setResult }) =>
          maskAll(result, contextValue.requestId, setResult, 'BAD_USER_INPUT'),
        ),
      onSubscribeError: ({ error, setError }) => {
        // The client left: nobody's failure.
        if ((error as Error).name !== 'AbortError') setError(mask(error, contextValue.requestId));
      },
    }),
    onResultProcess: ({ result, setResult, serverContext }) => {
      if (result && 'errors' in result) maskAll(result, serverContext.requestId, setResult);
    },
  };
}

export const databaseGone = 'The database cannot be reached right now: try the same again in a moment.';

type How = { requestId: string; uncoded: TopLevelCode; log: Log };

function describe(error: unknown, { requestId, uncoded, log }: How): GraphQLError {
  const isGraphQL = error instanceof GraphQLError;
  if (isGraphQL && !error.originalError && !error.extensions.unexpected) return withCode(error, uncoded);
  const cause = (isGraphQL && error.originalError) || error;
  if (cause instanceof GraphQLError && !cause.extensions.unexpected) return withCode(cause, uncoded);
  if (cause instanceof DomainError) {
    const issues = cause instanceof ValidationError ? { issues: cause.issues } : {};
    return new GraphQLError(cause.message, { extensions: { code: cause.code, ...issues } });
  }
  // What a resolver found and then read more of was deleted in between.
  if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2025')
    return new GraphQLError('This was deleted while it was being read.', {
      extensions: { code: 'NOT_FOUND' },
    });
  if (isDatabaseGone(cause)) {
    log.warn('a request failed because the database cannot be reached', { requestId, error: cause });
    return unavailable(databaseGone);
  }
  log.error('a request failed unexpectedly', { requestId, error: cause });
  return topLevelError('INTERNAL_SERVER_ERROR', 'Unexpected error.');
}

/** An error without a cause comes from graphql-js or a limit: the document, or what came with it, is not acceptable. */
function withCode(error: GraphQLError, uncoded: TopLevelCode): GraphQLError {
  const { code: given } = error.extensions;
  if (typeof given === 'string' && given !== 'OPERATION_RESOLUTION_FAILURE') return error;
  // Yoga’s own word over HTTP, for which the sockets have none.
  const code = given
    ? 'BAD_USER_INPUT'
    : error.message.startsWith('Syntax Error')
      ? 'GRAPHQL_PARSE_FAILED'
      : uncoded;
  return new GraphQLError(error.message, { extensions: { ...error.extensions, code } });
}

/** The failure, where in the document it happened. Always a new one: verdicts on documents are cached and shared. */
function named(error: unknown, failure: GraphQLError, requestId: string): GraphQLError {
  const { nodes, source, positions, path } = error instanceof GraphQLError ? error : failure;
  // Yoga tells what it could not read, the whole body, and knows the status by that.
  const { originalError, ...kept } = failure.extensions;
  const extensions = { ...kept, ...(originalError ? { http: { status: 400 } } : {}), requestId };
  return new GraphQLError(failure.message, { nodes, source, positions, path, extensions });
}
