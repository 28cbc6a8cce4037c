import { useQuery } from 'urql';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import type { ProjectRowFragment } from '../graphql/generated/graphql.ts';
import { ProjectRow, Projects } from './documents.ts';

export type Project = ProjectRowFragment;

/** The viewer's projects by name. */
export function useProjects(): readonly Project[] {
  const [{ data }] = useQuery({ query: Projects });
  return (data?.viewer?.projects.nodes ?? []).map((node) => getFragmentData(ProjectRow, node));
}
