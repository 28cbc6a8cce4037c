import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { type TopLevelCode, topLevelError, unavailable } from '../graphql/top-level-errors.ts';
import { isDatabaseGone } from '../platform/db.ts';
import { DomainError, ValidationError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';

/**
 * The one place where a surprise becomes a sentence. Expected failures pass with their code; everything else is
 * masked, and logged once under the id that the client is given.
 */
export function createMaskError(log: Log) {
  return function maskError(error: unknown): Error {
    if (error instanceof GraphQLError && !error.originalError) return withCode(error);
    const cause = error instanceof GraphQLError ? error.originalError : error;
    return at(error, describe(cause, log));
  };
}

export const databaseGone = 'The database cannot be reached right now: try the same again in a moment.';

function describe(cause: unknown, log: Log): GraphQLError {
  if (cause instanceof GraphQLError) return withCode(cause);
  if (cause instanceof DomainError) {
    const issues = cause instanceof ValidationError ? { issues: cause.issues } : {};
    return new GraphQLError(cause.message, { extensions: { code: cause.code, ...issues } });
  }
  if (isDatabaseGone(cause)) {
    log.warn('a request failed because the database cannot be reached', { error: cause });
    return unavailable(databaseGone);
  }
  const errorId = randomUUID();
  log.error('a request failed unexpectedly', { errorId, error: cause });
  return topLevelError('INTERNAL_SERVER_ERROR', 'Unexpected error.', { errorId });
}

/** An error without a cause comes from graphql-js or a limit: the document is not acceptable. */
export function withCode(error: GraphQLError): GraphQLError {
  if (typeof error.extensions.code === 'string') return error;
  const isSyntax = error.message.startsWith('Syntax Error');
  const code: TopLevelCode = isSyntax ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
  Object.assign(error.extensions, { code });
  return error;
}

/** The same failure, at the place in the document where it happened. */
function at(error: unknown, failure: GraphQLError): GraphQLError {
  if (!(error instanceof GraphQLError)) return failure;
  const { nodes, source, positions, path } = error;
  return new GraphQLError(failure.message, {
    nodes,
    source,
    positions,
    path,
    extensions: failure.extensions,
  });
}
