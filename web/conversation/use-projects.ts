import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import type { ProjectRowFragment } from '../graphql/generated/graphql.ts';
import { showList, useListView } from './list-view.ts';
import { ProjectRow, Projects } from './project-documents.ts';

export type Project = ProjectRowFragment;

/** The viewer's projects by name. */
export function useProjects(): readonly Project[] {
  const [{ data }] = useQuery({ query: Projects });
  return data?.viewer?.projects.nodes.map((node) => getFragmentData(ProjectRow, node)) ?? [];
}

/** The project whose chats are listed, and to which a new chat would belong. */
export function useShownProject(): Project | null {
  const { view } = useListView();
  const projects = useProjects();
  return (view.kind === 'project' && projects.find(({ id }) => id === view.projectId)) || null;
}

/** A project that was deleted, here or on another device, is no place to be. One just made is not in the list yet. */
export function useLeaveGoneProject(): void {
  const { view } = useListView();
  const shown = useShownProject();
  const last = useRef<string | null>(null);
  const isGone = view.kind === 'project' && !shown && last.current === view.projectId;
  useEffect(() => {
    last.current = shown?.id ?? null;
    if (isGone) showList({ kind: 'all' });
  }, [shown, isGone]);
}
