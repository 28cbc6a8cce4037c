import {
  ConflictError,
  type DomainError,
  type ErrorCode,
  LimitError,
  ModelUnavailableError,
  NotFoundError,
  ValidationError,
  type ValidationIssue,
} from '../platform/domain-error.ts';
import { builder } from './builder.ts';

/** The expected failures as GraphQL types. A mutation lists in `errors.types` those that it can raise. */
const codes: Record<ErrorCode, string> = {
  VALIDATION: 'An input value is not acceptable.',
  NOT_FOUND: 'No such object, or the viewer may not see it.',
  CONFLICT: "The object's state does not allow this now.",
  RATE_LIMITED: 'Too many requests.',
  QUOTA_EXCEEDED: 'The usage quota is spent.',
  MODEL_UNAVAILABLE: 'The model is disabled or unreachable.',
};

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: 'Stable codes of expected failures. New codes may be added.',
  values: Object.fromEntries(
    Object.entries(codes).map(([code, description]) => [code, { description }]),
  ) as Record<ErrorCode, { description: string }>,
});

const UserError = builder.interfaceRef<DomainError>('UserError').implement({
  description:
    'An expected failure returned as data. Select `code` and `message` on this interface to survive new error types.',
  fields: (t) => ({
    code: t.field({
      type: ErrorCodeEnum,
      description: 'Machine-readable code, stable.',
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'Sentence safe to show to the user.' }),
  }),
});

const Issue = builder.objectRef<ValidationIssue>('ValidationIssue').implement({
  description: 'One problem with one input field.',
  fields: (t) => ({
    path: t.exposeStringList('path', { description: 'Path from the input root, e.g. ["text"].' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
  }),
});

builder.objectType(ValidationError, {
  name: 'ValidationError',
  description: 'One or more input fields are not acceptable.',
  interfaces: [UserError],
  fields: (t) => ({
    issues: t.field({
      type: [Issue],
      description: 'Every problem found, in one go.',
      resolve: ({ issues }) => issues,
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: codes.NOT_FOUND,
  interfaces: [UserError],
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description:
    "The object's state does not allow this now (e.g. a generation is already running on that branch).",
  interfaces: [UserError],
});

builder.objectType(LimitError, {
  name: 'LimitError',
  description: 'A rate limit or quota is spent.',
  interfaces: [UserError],
  fields: (t) => ({
    retryAt: t.expose('retryAt', { type: 'DateTime', description: 'When to retry.' }),
  }),
});

builder.objectType(ModelUnavailableError, {
  name: 'ModelUnavailableError',
  description: codes.MODEL_UNAVAILABLE,
  interfaces: [UserError],
});
