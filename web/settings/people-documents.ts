import { graphql } from '../graphql/generated/gql.ts';

export const People = graphql(`
  query People($after: String) {
    users(first: 50, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        displayName
        email
        role
        budget {
          monthlyTokens
          monthlyCostMicros
          spentTokens
          spentCostMicros
        }
      }
    }
  }
`);

export const UpdateUser = graphql(`
  mutation UpdateUser($input: UpdateUserInput!) {
    updateUser(input: $input) {
      __typename
      ... on UpdateUserPayload {
        user {
          id
          role
          budget {
            monthlyTokens
            monthlyCostMicros
            spentTokens
            spentCostMicros
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
    }
  }
`);
