import { type FragmentType, getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';

/** All that a thread shows of a message. A sent message comes with the same, or its thread would have to be loaded. */
export const ThreadMessage = graphql(`
  fragment ThreadMessage on Message {
    id
    role
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
  query ThreadPage($id: ID!, $last: Int!, $before: String) {
    node(id: $id) {
      id
      ... on Conversation {
        thread(last: $last, before: $before) {
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
