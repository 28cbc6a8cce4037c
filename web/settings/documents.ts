import { graphql } from '../graphql/generated/gql.ts';

export const Profile = graphql(`
  query Profile {
    viewer {
      id
      displayName
      instructions
    }
  }
`);

export const UpdateProfile = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      __typename
      ... on UpdateProfilePayload {
        user {
          id
          displayName
          instructions
        }
      }
      ... on ValidationError {
        code
        message
      }
    }
  }
`);

export const FeedbackCount = graphql(`
  query FeedbackCount {
    viewer {
      id
      feedback(first: 1) {
        totalCount
      }
    }
  }
`);

export const FeedbackPage = graphql(`
  query FeedbackPage($after: String) {
    viewer {
      id
      feedback(first: 50, after: $after) {
        nodes {
          rating
          note
          updatedAt
          message {
            id
            text
            parent {
              id
              text
            }
            conversation {
              id
              title
            }
            generation {
              id
              model {
                id
                name
              }
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
