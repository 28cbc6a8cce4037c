import { graphql } from '../graphql/generated/gql.ts';
import type {
  ContinueMessageInput,
  EditMessageInput,
  RegenerateMessageInput,
  SendMessageInput,
} from '../graphql/generated/graphql.ts';

/** What each of the four ways to ask a model brings: enough for lists, head and thread to show it at once. */
export const TurnAdded = graphql(`
  fragment TurnAdded on SendMessagePayload {
    conversation {
      id
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
      activeGenerations {
        id
        status
      }
      forkedFrom {
        id
        conversation {
          id
          title
        }
      }
      model {
        id
        displayName
        provider
      }
      activeLeaf {
        id
      }
    }
    userMessage {
      id
      ...ThreadMessage
    }
    assistantMessage {
      id
      ...ThreadMessage
    }
    generation {
      id
      status
      message {
        id
      }
    }
  }
`);

export const SendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ...TurnAdded
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on LimitError {
        code
        message
        retryAt
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

const EditMessage = graphql(`
  mutation EditMessage($input: EditMessageInput!) {
    editMessage(input: $input) {
      __typename
      ...TurnAdded
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on LimitError {
        code
        message
        retryAt
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

const RegenerateMessage = graphql(`
  mutation RegenerateMessage($input: RegenerateMessageInput!) {
    regenerateMessage(input: $input) {
      __typename
      ...TurnAdded
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on LimitError {
        code
        message
        retryAt
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

const ContinueMessage = graphql(`
  mutation ContinueMessage($input: ContinueMessageInput!) {
    continueMessage(input: $input) {
      __typename
      ...TurnAdded
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on LimitError {
        code
        message
        retryAt
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

/** One of the four ways to ask a model for an answer. */
export type TurnRequest =
  | { kind: 'sendMessage'; input: SendMessageInput }
  | { kind: 'editMessage'; input: EditMessageInput }
  | { kind: 'regenerateMessage'; input: RegenerateMessageInput }
  | { kind: 'continueMessage'; input: ContinueMessageInput };

export const turnDocuments = {
  sendMessage: SendMessage,
  editMessage: EditMessage,
  regenerateMessage: RegenerateMessage,
  continueMessage: ContinueMessage,
};
