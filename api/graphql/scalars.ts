import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { builder } from './builder.ts';

const instant = z.iso.datetime({ offset: true });

builder.scalarType('DateTime', {
  description: 'RFC 3339 instant in UTC, e.g. `2026-11-22T10:00:00.000Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => value.toISOString(),
  parseValue(value) {
    if (!instant.safeParse(value).success) {
      throw new GraphQLError('DateTime must be an RFC 3339 instant such as 2026-11-22T10:00:00.000Z.');
    }
    return new Date(value as string);
  },
});

builder.scalarType('URL', {
  description: 'Absolute URL (RFC 3986).',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3986',
  serialize: (value) => value,
  parseValue(value) {
    if (typeof value !== 'string' || !URL.canParse(value))
      throw new GraphQLError('URL must be an absolute URL such as https://chat.example.org/.');
    return value;
  },
});

builder.scalarType('SafeInt', {
  description: 'Integer up to 2^53-1, for totals that can pass 2^31.',
  specifiedByURL: 'https://262.ecma-international.org/#sec-number.max_safe_integer',
  serialize: (value) => value,
  parseValue(value) {
    if (!Number.isSafeInteger(value))
      throw new GraphQLError('SafeInt must be an integer between -(2^53-1) and 2^53-1.');
    return value as number;
  },
});
