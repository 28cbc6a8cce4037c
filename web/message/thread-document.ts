import { type FragmentType, getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';

/** All that a thread shows of a message. A sent message comes with the same, or its thread would have to be loaded. */
export const ThreadMessage = graphql(`
  fragment ThreadMessage on Message {
    id
    role
    text
    siblingIds
    parent {
      id
    }
    generation {
      id
      status
    }
    ...UserMessageView
    ...AssistantMessageView
  }
`);

export const readMessages = (nodes: readonly FragmentType<typeof ThreadMessage>[]) =>
  getFragmentData(ThreadMessage, nodes);

export const ThreadPage = graphql(`
  query ThreadPage($id: ID!, $last: Int!, $before: String, $leafId: ID) {
    node(id: $id) {
      id
      ... on Conversation {
        thread(last: $last, before: $before, leafId: $leafId) {
          nodes {
            ...ThreadMessage
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

/** The page around a message, on whichever branch that is. */
export const ThreadAround = graphql(`
  query ThreadAround($id: ID!, $around: ID!, $last: Int!) {
    node(id: $id) {
      id
      ... on Conversation {
        thread(last: $last, around: $around) {
          nodes {
            ...ThreadMessage
          }
          pageInfo {
            hasPreviousPage
            startCursor
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export const NewerPageQuery = graphql(`
  query NewerPage($id: ID!, $first: Int!, $after: String!) {
    node(id: $id) {
      id
      ... on Conversation {
        thread(first: $first, after: $after) {
          nodes {
            ...ThreadMessage
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

/** Which thread a message is on, and which one is shown. */
export const MessagePlace = graphql(`
  query MessagePlace($id: ID!) {
    node(id: $id) {
      id
      ... on Message {
        leaf {
          id
        }
        conversation {
          id
          activeLeaf {
            id
          }
        }
      }
    }
  }
`);

/** The newest page of the branch that was just made the shown one. */
export const ShownThread = graphql(`
  fragment ShownThread on Conversation {
    id
    activeLeaf {
      id
    }
    thread(last: $last) {
      nodes {
        ...ThreadMessage
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
    }
  }
`);

/** Makes the branch of a message the shown one, and brings its newest page. */
export const ShowMessage = graphql(`
  mutation ShowMessage($input: UpdateConversationInput!, $last: Int!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          ...ShownThread
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

export const ForkConversation = graphql(`
  mutation ForkConversation($input: ForkConversationInput!) {
    forkConversation(input: $input) {
      __typename
      ... on ForkConversationPayload {
        conversation {
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
      ... on ConflictError {
        code
        message
      }
      ... on LimitError {
        code
        message
      }
    }
  }
`);
