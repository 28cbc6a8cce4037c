import { m } from '../lib/messages.ts';
import type { Model } from './use-models.ts';

export type ModelGroup = { name: string; models: Model[] };

type Wanted = { typed: string; favourites: ReadonlySet<string> };

/** Those whose name has every typed word in it: favourites first, then by who made them or where they run. */
export function groupsOf(models: readonly Model[], { typed, favourites }: Wanted): ModelGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = models.filter(({ displayName, name }) => {
    const names = `${displayName} ${name}`.toLowerCase();
    return words.every((word) => names.includes(word));
  });
  const isFavourite = ({ id }: Model) => favourites.has(id);
  const first = found.filter(isFavourite).map((model) => [m.modelFavourites(), model] as const);
  const others = found
    .filter((model) => !isFavourite(model))
    .map((model) => [groupName(model), model] as const);
  return [...Map.groupBy([...first, ...others], ([name]) => name)].map(([name, group]) => ({
    name,
    models: group.map(([, model]) => model),
  }));
}

/** `openai/gpt-4.1` tells who made it. */
function groupName({ name, provider }: Model): string {
  const maker = /^([^/]+)\/./.exec(name)?.[1];
  if (maker) return maker;
  if (provider === 'OLLAMA') return m.modelOllama();
  return provider === 'DEMO' ? m.modelDemo() : m.modelServer();
}
