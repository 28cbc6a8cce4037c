import { graphql } from '../graphql/generated/gql.ts';

export const FollowGeneration = graphql(`
  subscription FollowGeneration($id: ID!, $after: Int) {
    generation(id: $id, after: $after, minIntervalMs: 20) {
      __typename
      ... on GenerationSnapshot {
        seq
        text
      }
      ... on GenerationDelta {
        fromSeq
        seq
        text
      }
      ... on GenerationEnded {
        seq
        generation {
          id
          status
          finishReason
          failureMessage
          failureReason
          retryAt
          endedAt
          omittedMessages
          message {
            id
            text
          }
        }
      }
    }
  }
`);

/** How a generation stands when its stream cannot be read. */
export const GenerationState = graphql(`
  query GenerationState($id: ID!) {
    node(id: $id) {
      id
      ... on Generation {
        status
        finishReason
        failureMessage
        failureReason
        retryAt
        endedAt
        omittedMessages
        message {
          id
          text
        }
      }
    }
  }
`);

export const StopGeneration = graphql(`
  mutation StopGeneration($input: StopGenerationInput!) {
    stopGeneration(input: $input) {
      __typename
      ... on StopGenerationPayload {
        generation {
          id
        }
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);
