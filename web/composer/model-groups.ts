import { compactNumber, dollars } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import type { Model } from './use-models.ts';

export type ModelGroup = { name: string; models: Model[] };

/** With more, a list that is only walked through takes too long. */
export const fewModels = 8;

/** Those whose name has every typed word in it, by who made them or where they run. */
export function groupsOf(models: readonly Model[], typed: string): ModelGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = models.filter(({ displayName, name }) => {
    const names = `${displayName} ${name}`.toLowerCase();
    return words.every((word) => names.includes(word));
  });
  return [...Map.groupBy(found, groupName)].map(([name, group]) => ({ name, models: group }));
}

/** `openai/gpt-4.1` tells who made it. */
function groupName({ name, provider }: Model): string {
  const maker = /^([^/]+)\/./.exec(name)?.[1];
  if (maker) return maker;
  if (provider === 'OLLAMA') return m.modelOllama();
  return provider === 'DEMO' ? m.modelDemo() : m.modelServer();
}

/** What is known of a model: how much it reads, and what that costs. */
export function modelHint({ provider, contextWindow, inputPriceMicros, outputPriceMicros }: Model): string {
  if (provider === 'DEMO') return m.modelDemoHint();
  const hints = [m.modelContext({ tokens: compactNumber(contextWindow) })];
  if (provider === 'OLLAMA') hints.unshift(m.modelOllama());
  if (inputPriceMicros != null && outputPriceMicros != null)
    hints.push(m.modelPrice({ input: dollars(inputPriceMicros), output: dollars(outputPriceMicros) }));
  return hints.join(' · ');
}
