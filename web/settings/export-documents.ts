import { graphql } from '../graphql/generated/gql.ts';

export const ExportAccount = graphql(`
  query ExportAccount {
    viewer {
      email
      displayName
      role
      createdAt
      instructions
      sessions(first: 100) {
        nodes {
          deviceName
          ipAddress
          createdAt
          lastUsedAt
          expiresAt
        }
      }
    }
  }
`);

export const ExportProjects = graphql(`
  query ExportProjects($after: String) {
    viewer {
      projects(first: 100, after: $after) {
        nodes {
          id
          name
          instructions
          createdAt
          model {
            name
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const ExportPresets = graphql(`
  query ExportPresets($after: String) {
    viewer {
      presets(first: 100, after: $after) {
        nodes {
          id
          name
          text
          temperature
          createdAt
          model {
            name
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const ExportFeedback = graphql(`
  query ExportFeedback($after: String) {
    viewer {
      feedback(first: 100, after: $after) {
        nodes {
          rating
          note
          updatedAt
          message {
            id
            conversation {
              id
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
`);

export const ExportUsage = graphql(`
  query ExportUsage($after: String) {
    viewer {
      usageEntries(first: 100, after: $after) {
        nodes {
          createdAt
          purpose
          conversationId
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
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const ExportChats = graphql(`
  query ExportChats($inTrash: Boolean!, $after: String) {
    viewer {
      conversations(first: 100, after: $after, filter: { inTrash: $inTrash }) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
