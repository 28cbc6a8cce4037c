import { GraphQLError } from 'graphql';

/**
 * Failures that are not data: the closed list of `extensions.code`. Expected failures of a mutation are union members
 * instead (errors.ts).
 */
export type TopLevelCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_REQUEST'
  | 'OPERATION_NOT_PERSISTED'
  | 'INTERNAL_SERVER_ERROR';

export function topLevelError(code: TopLevelCode, message: string, extensions: Record<string, unknown> = {}) {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}

export const unauthenticated = () => topLevelError('UNAUTHENTICATED', 'Sign in first.');

/** The request was fine and changed nothing; the same request will work soon. */
export const unavailable = (message: string) => topLevelError('UNAVAILABLE', message, { retryable: true });
