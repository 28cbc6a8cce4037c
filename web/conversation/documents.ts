import { graphql } from '../graphql/generated/gql.ts';

export const ConversationRow = graphql(`
  fragment ConversationRow on Conversation {
    id
    title
    updatedAt
  }
`);

export const Conversations = graphql(`
  query Conversations($first: Int!, $after: String) {
    viewer {
      id
      conversations(first: $first, after: $after) {
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
        temporaryUntil
        deletedAt
        unread
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
          message {
            id
          }
        }
      }
    }
  }
`);

export const RenameConversation = graphql(`
  mutation RenameConversation($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          title
        }
      }
      ... on ValidationError {
        code
        message
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

export const SetConversationModel = graphql(`
  mutation SetConversationModel($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          model {
            id
          }
        }
      }
      ... on ValidationError {
        code
        message
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

export const DeleteConversation = graphql(`
  mutation DeleteConversation($input: DeleteConversationInput!) {
    deleteConversation(input: $input) {
      __typename
      ... on DeleteConversationPayload {
        deletedConversationId
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);
