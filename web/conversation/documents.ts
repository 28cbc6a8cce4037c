import { graphql } from '../graphql/generated/gql.ts';

export const ConversationRow = graphql(`
  fragment ConversationRow on Conversation {
    id
    title
    updatedAt
    pinned
    archived
    unread
    deletedAt
    temporaryUntil
    project {
      id
    }
    activeGenerations {
      id
      status
    }
  }
`);

export const Conversations = graphql(`
  query Conversations($first: Int!, $after: String, $filter: ConversationFilter) {
    viewer {
      id
      conversations(first: $first, after: $after, filter: $filter) {
        nodes {
          id
          ...ConversationRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** What the page around a thread shows of its conversation. All of it comes with a sent message, too. */
export const ConversationHead = graphql(`
  query ConversationHead($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        title
        updatedAt
        pinned
        archived
        temporaryUntil
        deletedAt
        unread
        project {
          id
        }
        model {
          id
          displayName
          provider
        }
        activeLeaf {
          id
        }
        forkedFrom {
          id
          conversation {
            id
            title
          }
        }
      }
    }
  }
`);

/** What may have happened elsewhere: asked when a conversation is opened and when its reader comes back to it. */
export const ConversationNews = graphql(`
  query ConversationNews($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        title
        updatedAt
        activeLeaf {
          id
        }
        activeGenerations {
          id
          status
          createdAt
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
          }
        }
      }
    }
  }
`);

/** The messages that are being written, and what they answer: read from the cache, which learns of each in other ways. */
export const WritingMessages = graphql(`
  query WritingMessages($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        activeGenerations {
          id
          status
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
          }
        }
      }
    }
  }
`);
