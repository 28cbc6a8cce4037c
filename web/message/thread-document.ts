import { graphql } from '../graphql/generated/gql.ts';

export const ThreadPage = graphql(`
  query ThreadPage($id: ID!, $last: Int!, $before: String) {
    node(id: $id) {
      id
      ... on Conversation {
        thread(last: $last, before: $before) {
          nodes {
            id
            role
            generation {
              id
              status
            }
            ...UserMessageView
            ...AssistantMessageView
          }
          pageInfo {
            hasPreviousPage
            startCursor
          }
        }
      }
    }
  }
`);
