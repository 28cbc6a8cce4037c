import { graphql } from '../graphql/generated/gql.ts';

export const Sessions = graphql(`
  query Sessions {
    viewer {
      id
      sessions(first: 100) {
        totalCount
        nodes {
          id
          current
          deviceName
          ipAddress
          createdAt
          lastUsedAt
        }
      }
    }
  }
`);

export const RevokeSession = graphql(`
  mutation RevokeSession($input: RevokeSessionInput!) {
    revokeSession(input: $input) {
      __typename
      ... on RevokeSessionPayload {
        revokedSessionId
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

export const RevokeOtherSessions = graphql(`
  mutation RevokeOtherSessions {
    revokeOtherSessions(input: { confirm: true }) {
      __typename
      ... on RevokeOtherSessionsPayload {
        revokedSessionIds
      }
      ... on ValidationError {
        code
        message
      }
    }
  }
`);

export const DeleteAccount = graphql(`
  mutation DeleteAccount($input: DeleteAccountInput!) {
    deleteAccount(input: $input) {
      __typename
      ... on DeleteAccountPayload {
        deletedUserId
      }
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
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
