import { graphql } from '../graphql/generated/gql.ts';

export const ShareLinks = graphql(`
  query ShareLinks($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        shareLinks {
          id
          url
          createdAt
          expiresAt
        }
      }
    }
  }
`);

/** Brings the whole list: with it, the new link stands in its place. */
export const CreateShareLink = graphql(`
  mutation CreateShareLink($input: CreateShareLinkInput!) {
    createShareLink(input: $input) {
      __typename
      ... on CreateShareLinkPayload {
        shareLink {
          id
          leaf {
            id
            conversation {
              id
              shareLinks {
                id
                url
                createdAt
                expiresAt
              }
            }
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
      ... on LimitError {
        code
        message
      }
    }
  }
`);

export const RevokeShareLink = graphql(`
  mutation RevokeShareLink($input: RevokeShareLinkInput!) {
    revokeShareLink(input: $input) {
      __typename
      ... on RevokeShareLinkPayload {
        revokedShareLinkId
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

/** A page of what a link shows. Whoever asks may have no account. */
export const SharedThread = graphql(`
  query SharedThread($token: String!, $after: String) {
    sharedConversation(token: $token) {
      title
      sharedAt
      messages(first: 100, after: $after) {
        nodes {
          role
          text
          modelName
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
