/**
 * Expected failures. The list is closed: a service throws one of these, a schema lists those its field can raise,
 * and anything else is a surprise that is masked and logged. `message` is safe to show; `cause` is for the log.
 */
export type ErrorCode =
  | 'VALIDATION'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'QUOTA_EXCEEDED'
  | 'MODEL_UNAVAILABLE';

export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;
}

/** One problem with one input field; `path` starts at the input's root. */
export type ValidationIssue = { path: string[]; message: string };

export class ValidationError extends DomainError {
  readonly code = 'VALIDATION';
  readonly issues: ValidationIssue[];

  constructor(issues: ValidationIssue[]) {
    super(issues.map((issue) => issue.message).join(' '));
    this.issues = issues;
  }
}

export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';

  constructor(what: string) {
    super(`There is no such ${what}, or it is not yours.`);
  }
}

export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';
}

export class LimitError extends DomainError {
  readonly code: 'RATE_LIMITED' | 'QUOTA_EXCEEDED';
  readonly retryAt: Date;

  constructor(code: 'RATE_LIMITED' | 'QUOTA_EXCEEDED', message: string, retryAt: Date) {
    super(message);
    this.code = code;
    this.retryAt = retryAt;
  }
}

export class ModelUnavailableError extends DomainError {
  readonly code = 'MODEL_UNAVAILABLE';
}
