import { graphql } from '../graphql/generated/gql.ts';

export const SearchHits = graphql(`
  query SearchHits($query: String!, $first: Int!) {
    search(query: $query, first: $first) {
      edges {
        excerpt
        moreInConversation
        conversation {
          id
          title
          updatedAt
        }
        node {
          __typename
          ... on Message {
            id
            role
          }
          ... on Conversation {
            id
          }
        }
      }
    }
  }
`);
