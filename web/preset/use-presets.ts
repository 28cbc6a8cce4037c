import { useQuery } from 'urql';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import type { PresetFieldsFragment } from '../graphql/generated/graphql.ts';
import { PresetFields, Presets } from './documents.ts';

export type Preset = PresetFieldsFragment;

/** All presets by name, null until they are here. There are at most 200: two pages. */
export function usePresets(isWanted = true): { presets: Preset[] | null; hasFailed: boolean } {
  const [first] = useQuery({ query: Presets, variables: {}, pause: !isWanted });
  const page = first.data?.viewer?.presets;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  const [second] = useQuery({ query: Presets, variables: { after }, pause: !isWanted || !after });
  const more = after ? (second.data?.viewer?.presets.nodes ?? []) : [];
  return {
    presets: page ? [...page.nodes, ...more].map((node) => getFragmentData(PresetFields, node)) : null,
    hasFailed: !page && first.error !== undefined,
  };
}
