import { resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from './start-error.ts';

/** The only reader of process.env. Every variable is optional, and a bad value names itself. */
const url = z.url({
  protocol: /^https?$/,
  error: 'must be an http(s) address like https://chat.example.org',
});

const isOrigin = (text: string) => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text;

const variables = z.object({
  PORT: z.coerce.number('must be a port number').int().min(0).max(65535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  APP_URL: url.transform((value) => new URL(value).origin).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/./, 'must look like postgresql://user:password@host:5432/database')
    .optional(),
  DATA_DIR: z
    .string()
    .default('data')
    .transform((value) => resolve(value)),
  AUTH_SECRET: z
    .string()
    .min(32, 'must be at least 32 characters; make one with: openssl rand -base64 32')
    .optional(),
  SIGNUP: z.enum(['open', 'closed'], 'must be "open" or "closed"').default('open'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url.optional(),
  PARLEY_MODELS: z
    .string()
    .transform((value) => value.split(',').map((name) => name.trim()))
    .transform((names) => names.filter((name) => name !== ''))
    .optional(),
  OLLAMA_URL: url.default('http://127.0.0.1:11434'),
  TRUST_PROXY: z.enum(['true', 'false'], 'must be "true" or "false"').default('false'),
  RATE_LIMIT: z.coerce
    .number('must be a number')
    .int()
    .min(100, 'must be at least 100')
    .max(1e9)
    .default(10_000),
  MAX_MESSAGES_PER_MINUTE: z.coerce.number('must be a number').int().min(1).max(1e6).default(60),
  ALLOW_ARBITRARY_OPERATIONS: z.enum(['true', 'false'], 'must be "true" or "false"').default('true'),
  PERSISTED_OPERATIONS: z
    .string()
    .transform((value) => resolve(value))
    .optional(),
  CORS_ORIGINS: z
    .string()
    .transform((value) => value.split(',').map((origin) => origin.trim()))
    .refine((list) => list.every(isOrigin), {
      error: 'must be exact origins, comma-separated, like https://a.example,https://b.example',
    })
    .optional(),
  MAX_ACTIVE_ANSWERS: z.coerce.number('must be a number').int().min(1).default(16),
  WEBHOOK_PRIVATE_ADDRESSES: z.enum(['true', 'false'], 'must be "true" or "false"').default('false'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info'),
});

export type Env = z.infer<typeof variables>;

/** Reads and checks the environment; throws one StartError that names every bad variable. */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.entries(source).filter(([, value]) => value?.trim());
  const parsed = variables.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new StartError(`Bad environment: ${problems.join('; ')}.`);
  }
  const env = parsed.data;
  if (env.DATABASE_URL && !env.AUTH_SECRET) {
    throw new StartError(
      'AUTH_SECRET is required beside DATABASE_URL, the same for every replica; make one with: openssl rand -base64 32',
    );
  }
  return env;
}
