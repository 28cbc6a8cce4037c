import { createContext, useContext } from 'react';
import { graphql } from '../graphql/generated/gql.ts';
import type { ViewerQuery } from '../graphql/generated/graphql.ts';

export const ViewerDocument = graphql(`
  query Viewer {
    viewer {
      id
      email
      displayName
      role
      latestEventId
    }
    server {
      signupsEnabled
    }
  }
`);

export type Viewer = NonNullable<ViewerQuery['viewer']>;

const ViewerContext = createContext<Viewer | null>(null);

export const ViewerProvider = ViewerContext.Provider;

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error('useViewer needs a ViewerProvider above it.');
  return viewer;
}
