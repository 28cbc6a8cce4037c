import { useEffect } from 'react';
import { useQuery } from 'urql';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import type { ProjectRowFragment } from '../graphql/generated/graphql.ts';
import { showList, useListView } from './list-view.ts';
import { ProjectRow, Projects } from './project-documents.ts';

export type Project = ProjectRowFragment;

/** The viewer's projects by name. */
export function useProjects(): readonly Project[] {
  return useLoadedProjects() ?? [];
}

function useLoadedProjects(): readonly Project[] | null {
  const [{ data }] = useQuery({ query: Projects });
  return data?.viewer?.projects.nodes.map((node) => getFragmentData(ProjectRow, node)) ?? null;
}

/** The project whose chats are listed, and to which a new chat would belong. */
export function useShownProject(): Project | null {
  const { view } = useListView();
  const projects = useProjects();
  return (view.kind === 'project' && projects.find(({ id }) => id === view.projectId)) || null;
}

/** A project that was deleted, here or on another device, is no place to be. */
export function useLeaveGoneProject(): void {
  const { view } = useListView();
  const projects = useLoadedProjects();
  const isGone =
    view.kind === 'project' && projects !== null && !projects.some(({ id }) => id === view.projectId);
  useEffect(() => {
    if (isGone) showList({ kind: 'all' });
  }, [isGone]);
}
