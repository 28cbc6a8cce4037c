import { improvises, lastUserText, type Scenario } from './upstream.ts';
import { pace } from './upstream-ticker.ts';

/** What the model had said by when, per question: the measure of what a crash may lose. */
export type RecordedModel = Scenario & {
  /** All that was written to the answer of this question until so long before that instant (`performance.now()`). */
  saidBy: (question: string, instant: number) => string;
};

/** Answers each question with numbered words at a pace, and remembers when it wrote each. */
export function recordedModel(wordsPerSecond: number, maxWords: number): RecordedModel {
  const answers = new Map<string, { at: number; word: string }[]>();
  const scenario = improvises(async (exchange) => {
    const question = lastUserText(exchange.request);
    const written: { at: number; word: string }[] = [];
    // A second call for one question would overwrite the first: the caller counts the calls.
    answers.set(question, written);
    await exchange.role();
    pace(wordsPerSecond, (index) => {
      if (exchange.request.closedAt !== null) return false;
      if (index === maxWords) {
        void exchange.complete();
        return false;
      }
      const word = `${question}.${index} `;
      void exchange.text(word);
      written.push({ at: performance.now(), word });
      return true;
    });
  });
  return {
    ...scenario,
    saidBy: (question, instant) =>
      (answers.get(question) ?? [])
        .filter(({ at }) => at <= instant)
        .map(({ word }) => word)
        .join(''),
  };
}
