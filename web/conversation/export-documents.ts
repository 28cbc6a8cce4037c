import { graphql } from '../graphql/generated/gql.ts';

/** A page of a whole tree, with all that is kept of each message. */
export const ExportChat = graphql(`
  query ExportChat($id: ID!, $after: String) {
    node(id: $id) {
      id
      ... on Conversation {
        title
        systemPrompt
        archived
        pinned
        createdAt
        updatedAt
        deletedAt
        model {
          name
        }
        project {
          id
          name
        }
        activeLeaf {
          id
        }
        forkedFrom {
          id
        }
        messages(first: 100, after: $after) {
          nodes {
            id
            role
            text
            createdAt
            parent {
              id
            }
            feedback {
              rating
              note
              updatedAt
            }
            generation {
              status
              finishReason
              failureMessage
              temperature
              createdAt
              endedAt
              model {
                name
              }
              usage {
                inputTokens
                cachedInputTokens
                outputTokens
                costMicros
              }
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

/** A page of one thread, from its beginning. */
export const ExportPath = graphql(`
  query ExportPath($id: ID!, $leafId: ID, $after: String) {
    node(id: $id) {
      id
      ... on Conversation {
        title
        createdAt
        activeLeaf {
          id
        }
        thread(leafId: $leafId, first: 100, after: $after) {
          nodes {
            role
            text
            generation {
              model {
                displayName
              }
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export const ExportLeaf = graphql(`
  query ExportLeaf($id: ID!) {
    node(id: $id) {
      id
      ... on Message {
        leaf {
          id
        }
      }
    }
  }
`);
