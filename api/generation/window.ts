import type { Fit, Step } from './path.ts';

/**
 * How a model's context window is shared: a part stays free for the answer, the instructions are always in, and the
 * rest is for the thread, from its new end. See docs/context.md.
 */

/**
 * A quarter of a small window, 8,192 tokens of a larger one. Of a very large one a twentieth, because other models
 * count up to so much differently from the tokenizer used here.
 */
export function reservedTokens(windowTokens: number): number {
  return Math.floor(Math.max(Math.min(windowTokens / 4, 8_192), windowTokens / 20));
}

/** What is sent of what fits: a thread that was cut begins with a question, not with half of an exchange. */
export function withoutLeadingAnswers({ taken, refused }: Fit): Step[] {
  if (!refused) return taken;
  const oldest = taken.findLastIndex(({ role }) => role === 'USER');
  return taken.slice(0, oldest + 1);
}

/** Messages of the thread above the oldest one that is sent. */
export function omittedAbove(sent: Step[], { taken, refused }: Fit): number {
  if (!refused) return 0;
  return sent.at(-1)?.depth ?? (taken[0] ?? refused).depth + 1;
}
