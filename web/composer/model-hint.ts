import { compactNumber, dollars } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import type { Model } from './use-models.ts';

/** With more, a list that is only walked through takes too long. */
export const fewModels = 8;

/** What is known of a model: how much it reads, and what that costs. */
export function modelHint({ provider, contextWindow, inputPriceMicros, outputPriceMicros }: Model): string {
  if (provider === 'DEMO') return m.modelDemoHint();
  const hints = [m.modelContext({ tokens: compactNumber(contextWindow) })];
  if (provider === 'OLLAMA') hints.unshift(m.modelOllama());
  if (inputPriceMicros != null && outputPriceMicros != null)
    hints.push(m.modelPrice({ input: dollars(inputPriceMicros), output: dollars(outputPriceMicros) }));
  return hints.join(' · ');
}
