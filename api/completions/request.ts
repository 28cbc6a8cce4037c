import { z } from 'zod';
import { isStorable } from '../platform/text.ts';

/**
 * What a program sends to `POST /v1/chat/completions`, in OpenAI's words. What Parley cannot do is refused by name
 * rather than left out in silence; what only tunes sampling further is refused too, so that nobody believes in it.
 */
export type CompletionRequest = {
  model: string;
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  stream: boolean;
  isUsageWanted: boolean;
  temperature: number | null;
  maxTokens: number | null;
  topP: number | null;
  stop: string[] | null;
  /** Keep the exchange as a conversation. */
  isStored: boolean;
  /** The conversation that it goes on in; null for a new one. */
  conversationId: string | null;
};

/** A request that is not acceptable, and the parameter that is at fault. */
export class BadCompletionError extends Error {
  readonly param: string | null;

  constructor(message: string, param: string | null) {
    super(message);
    this.param = param;
  }
}

const text = z
  .string()
  .max(1_000_000, 'is too long')
  .refine(isStorable, 'must be well-formed Unicode without NUL');
const part = z
  .object({ type: z.literal('text', 'can only be text here'), text })
  .transform(({ text: each }) => each);
const content = z.union([text, z.array(part).transform((parts) => parts.join(''))], {
  error: 'must be text, or a list of parts of type "text"',
});
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant'], 'must be system, developer, user or assistant'),
  // Null is what clients send of an answer without text.
  content: z.preprocess((said) => said ?? '', content),
});

const shape = z.object({
  model: z.string('is required').min(1, 'is required').max(200),
  messages: z.array(message, 'must be a list of messages').min(1, 'must not be empty').max(2_000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0, 'must be at least 0').max(2, 'must be at most 2').nullish(),
  top_p: z.number().min(0, 'must be at least 0').max(1, 'must be at most 1').nullish(),
  stop: z.union([text, z.array(text).max(4)], { error: 'must be a text, or a list of at most 4' }).nullish(),
  response_format: z.object({ type: z.literal('text', 'can only be text here') }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  store: z.boolean().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  // Says nothing here, and is sent by many.
  user: z.string().nullish(),
  n: z.literal(1, 'can only be 1 here').nullish(),
});

const known = new Set(Object.keys(shape.shape));
/** Values with which the others mean nothing. */
const isIdle = (value: unknown) =>
  value === null ||
  value === false ||
  value === 0 ||
  value === 1 ||
  (Array.isArray(value) && value.length === 0);

export function parseCompletion(body: unknown): CompletionRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadCompletionError('The body must be a JSON object.', null);
  const odd = Object.entries(body).find(([name, value]) => !known.has(name) && !isIdle(value));
  if (odd) throw new BadCompletionError(`Parley does not support \`${odd[0]}\` here: leave it out.`, odd[0]);
  const parsed = shape.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const param = issue?.path.join('.') ?? null;
    throw new BadCompletionError(`\`${param}\` ${issue?.message}.`, param);
  }
  const { data } = parsed;
  const messages = data.messages.map(({ role, content: said }) => {
    return { role: role === 'developer' ? ('system' as const) : role, content: said };
  });
  if (messages.at(-1)?.role !== 'user')
    throw new BadCompletionError('The last of `messages` must be of the user.', 'messages');
  const isStored = data.store === true;
  const maxTokens = data.max_completion_tokens ?? data.max_tokens ?? null;
  const tuned = (['max_tokens', 'max_completion_tokens', 'top_p', 'stop'] as const).find(
    (name) => data[name] !== null && data[name] !== undefined,
  );
  if (isStored && tuned)
    throw new BadCompletionError(
      `With \`store\` the answer is a message like any other: leave out \`${tuned}\`.`,
      tuned,
    );
  return {
    model: data.model,
    messages,
    stream: data.stream === true,
    isUsageWanted: data.stream_options?.include_usage === true,
    temperature: data.temperature ?? null,
    maxTokens,
    topP: data.top_p ?? null,
    stop: typeof data.stop === 'string' ? [data.stop] : (data.stop ?? null),
    isStored,
    conversationId: data.metadata?.conversation_id ?? null,
  };
}
