import type { ChatUsage, ModelInfo } from './chat-model.ts';

/**
 * What a call cost at list prices, in millionths of a US dollar; null if a price is unknown. Input that the provider
 * had in its cache counts at the cached price where the list has one, and at the full price where it has none.
 */
export function costMicros(model: ModelInfo, usage: ChatUsage): number | null {
  const { inputPriceMicros, outputPriceMicros, cachedInputPriceMicros } = model;
  if (inputPriceMicros === null || outputPriceMicros === null) return null;
  // A server may count more as cached than as input; nobody is paid for that.
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const input = (usage.inputTokens - cached) * inputPriceMicros;
  const fromCache = cached * (cachedInputPriceMicros ?? inputPriceMicros);
  return Math.round((input + fromCache + usage.outputTokens * outputPriceMicros) / 1e6);
}
