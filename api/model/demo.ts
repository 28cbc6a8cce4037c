/**
 * The model that is always there: scripted answers, plainly labelled, so that Parley can be tried before a real model
 * is connected. It shows what an answer can look like and says how to get a real one.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatModel, ChatTurn } from './chat-model.ts';
import { api, connecting, passing, tour } from './demo-answers.ts';

export const demoModelName = 'demo';

/** About as fast as a person reads; `Infinity` answers at once. */
const HUMAN_PACE = 40;
const QUOTED_CHARACTERS = 60;

export function createDemoModel({ tokensPerSecond = HUMAN_PACE } = {}): ChatModel {
  const pauseMs = 1000 / tokensPerSecond;
  return {
    async *stream(request, signal) {
      const tokens = answerTo(request.turns).match(/\s*\S+|\s+$/g) ?? [];
      for (const text of tokens) {
        if (pauseMs > 0) await pause(pauseMs, signal);
        if (signal.aborted) return;
        yield { type: 'text', text };
      }
      const inputTokens = request.turns.reduce((sum, turn) => sum + roughTokens(turn.content), 0);
      yield {
        type: 'finish',
        reason: 'STOP',
        usage: { inputTokens, cachedInputTokens: 0, outputTokens: tokens.length },
      };
    },
  };
}

function answerTo(turns: readonly ChatTurn[]): string {
  const begun = turns.at(-2);
  if (begun?.role === 'assistant' && turns.at(-1)?.content.startsWith('Continue your last answer')) {
    const whole = answerTo(turns.slice(0, -2));
    return whole.startsWith(begun.content) ? whole.slice(begun.content.length) : whole;
  }
  const questions = turns.filter((turn) => turn.role === 'user');
  const question = questions.at(-1)?.content ?? '';
  if (isTitleRequest(turns)) return titleOf(question);
  return `${greeting(question)}${chooseAnswer(question, questions.length)}`;
}

/** What was asked decides where it can; otherwise the tour goes on with each turn. */
function chooseAnswer(question: string, nth: number): string {
  if (/\b(graphql|api|mutation|subscription|graphiql)\b/i.test(question)) return api;
  if (/\b(openai|ollama|api key|connect|real model)\b/i.test(question)) return connecting;
  const answers = [tour, connecting, api];
  return answers[nth - 1] ?? (passing[nth % passing.length] as string);
}

function greeting(question: string): string {
  const quoted = quote(question);
  return quoted === '' ? '' : `You wrote “${quoted}”. `;
}

/** The beginning of a text on one line, without anything that markdown would act upon. */
function quote(text: string): string {
  const words = text
    .replace(/[^\p{L}\p{M}\p{N}\p{Emoji_Presentation}\s.,;:?!'"()/+=-]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...words];
  return characters.length <= QUOTED_CHARACTERS
    ? words
    : `${characters.slice(0, QUOTED_CHARACTERS).join('').trimEnd()}…`;
}

function isTitleRequest(turns: readonly ChatTurn[]): boolean {
  return turns.some(
    ({ role, content }) => role === 'system' && content.startsWith('You write the title of a conversation'),
  );
}

/** The person's own first words, whether they come bare or as a transcript (`User: … Assistant: …`). */
function titleOf(question: string): string {
  const asked = question.replace(/^\s*user:\s*/i, '').split(/\n\s*assistant:/i)[0] ?? '';
  const words = quote(asked)
    .split(' ')
    .slice(0, 6)
    .join(' ')
    .replace(/[.?!…:;,]+$/, '');
  return words === '' ? 'A look around Parley' : words;
}

const roughTokens = (text: string): number => Math.ceil(text.length / 4);

/** Ends early on abort: the caller looks at the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch((error) => {
    if (!signal.aborted) throw error;
  });
}
