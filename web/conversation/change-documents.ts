import { graphql } from '../graphql/generated/gql.ts';

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

export const OrganizeConversations = graphql(`
  mutation OrganizeConversations($input: OrganizeConversationsInput!) {
    organizeConversations(input: $input) {
      __typename
      ... on OrganizeConversationsPayload {
        conversations {
          id
          ...ConversationRow
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
    }
  }
`);

export const MoveConversations = graphql(`
  mutation MoveConversations($input: MoveConversationsInput!) {
    moveConversations(input: $input) {
      __typename
      ... on MoveConversationsPayload {
        conversations {
          id
          ...ConversationRow
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
    }
  }
`);

export const DeleteConversations = graphql(`
  mutation DeleteConversations($input: DeleteConversationsInput!) {
    deleteConversations(input: $input) {
      __typename
      ... on DeleteConversationsPayload {
        deletedConversationIds
      }
      ... on ValidationError {
        code
        message
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

export const RestoreConversations = graphql(`
  mutation RestoreConversations($input: RestoreConversationsInput!) {
    restoreConversations(input: $input) {
      __typename
      ... on RestoreConversationsPayload {
        conversations {
          id
          ...ConversationRow
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
    }
  }
`);

export const EmptyTrash = graphql(`
  mutation EmptyTrash($input: EmptyTrashInput!) {
    emptyTrash(input: $input) {
      __typename
      ... on EmptyTrashPayload {
        deletedCount
      }
      ... on ValidationError {
        code
        message
      }
    }
  }
`);

export const MarkRead = graphql(`
  mutation MarkRead($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          unread
        }
      }
    }
  }
`);
