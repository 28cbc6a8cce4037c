import { graphql } from '../graphql/generated/gql.ts';

/**
 * Everything that changes: each event brings what rows and heads show, so that the cache has it with the event. Not how
 * an answer ended: that comes with its whole text by its own stream, and must not be in the cache before it.
 */
export const FeedEvents = graphql(`
  subscription FeedEvents($after: ID) {
    viewerEvents(after: $after) {
      __typename
      ... on ConversationChanged {
        eventId
        conversation {
          id
          ...ConversationRow
          model {
            id
            displayName
            provider
          }
          activeLeaf {
            id
          }
        }
      }
      ... on ConversationDeleted {
        eventId
        conversationId
      }
      ... on MessageAdded {
        eventId
      }
      ... on GenerationChanged {
        eventId
        generation {
          id
          message {
            id
            parent {
              id
              parent {
                id
                parent {
                  id
                }
              }
            }
            conversation {
              id
              activeGenerations {
                id
                status
              }
            }
          }
        }
      }
      ... on ProjectChanged {
        eventId
        project {
          id
          ...ProjectRow
        }
      }
      ... on ProjectDeleted {
        eventId
        projectId
      }
      ... on ResyncRequired {
        eventId
      }
    }
  }
`);
