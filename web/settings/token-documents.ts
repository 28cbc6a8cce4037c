import { graphql } from '../graphql/generated/gql.ts';

export const ApiTokens = graphql(`
  query ApiTokens {
    viewer {
      id
      apiTokens(first: 100) {
        nodes {
          id
          name
          prefix
          scopes
          createdAt
          lastUsedAt
          expiresAt
          budget {
            monthlyTokens
            monthlyCostMicros
            spentTokens
            spentCostMicros
          }
        }
      }
    }
  }
`);

export const CreateApiToken = graphql(`
  mutation CreateApiToken($input: CreateApiTokenInput!) {
    createApiToken(input: $input) {
      __typename
      ... on CreateApiTokenPayload {
        secret
      }
      ... on ValidationError {
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

export const RevokeApiToken = graphql(`
  mutation RevokeApiToken($input: RevokeApiTokenInput!) {
    revokeApiToken(input: $input) {
      __typename
      ... on RevokeApiTokenPayload {
        revokedApiTokenId
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);
