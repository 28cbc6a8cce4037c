import { useQuery } from 'urql';
import { create } from 'zustand';
import { graphql } from '../graphql/generated/gql.ts';
import type { ModelsQuery } from '../graphql/generated/graphql.ts';
import { readStored, writeStored } from '../lib/storage.ts';

const Models = graphql(`
  query Models {
    models {
      id
      name
      displayName
      provider
      contextWindow
      inputPriceMicros
      outputPriceMicros
      enabled
    }
  }
`);

export type Model = ModelsQuery['models'][number];

export function useModels(): { models: Model[] | null; hasFailed: boolean; reload: () => void } {
  const [{ data, error }, load] = useQuery({ query: Models });
  return {
    models: data?.models.filter((model) => model.enabled) ?? null,
    hasFailed: !data && error !== undefined,
    reload: () => load({ requestPolicy: 'network-only' }),
  };
}

const stored = 'parley:model';
const useChosen = create<{ modelId: string | null }>(() => ({ modelId: readStored(stored) }));

/** The model of the next new chat: the one chosen last, while the server still offers it, else its default. */
export function useNewChatModel(models: Model[] | null): Model | null {
  const modelId = useChosen((state) => state.modelId);
  return models?.find((model) => model.id === modelId) ?? models?.[0] ?? null;
}

export function chooseNewChatModel(modelId: string): void {
  writeStored(stored, modelId);
  useChosen.setState({ modelId });
}
