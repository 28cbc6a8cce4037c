import { graphql } from '../graphql/generated/gql.ts';

export const ProjectRow = graphql(`
  fragment ProjectRow on Project {
    id
    name
    instructions
    revision
    model {
      id
    }
  }
`);

export const Projects = graphql(`
  query Projects {
    viewer {
      id
      projects(first: 100) {
        nodes {
          id
          ...ProjectRow
        }
      }
    }
  }
`);

export const CreateProject = graphql(`
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      __typename
      ... on CreateProjectPayload {
        project {
          id
          ...ProjectRow
        }
      }
      ... on ValidationError {
        code
        message
      }
      ... on LimitError {
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

export const UpdateProject = graphql(`
  mutation UpdateProject($input: UpdateProjectInput!) {
    updateProject(input: $input) {
      __typename
      ... on UpdateProjectPayload {
        project {
          id
          ...ProjectRow
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

export const DeleteProject = graphql(`
  mutation DeleteProject($input: DeleteProjectInput!) {
    deleteProject(input: $input) {
      __typename
      ... on DeleteProjectPayload {
        project {
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

export const RestoreProject = graphql(`
  mutation RestoreProject($input: RestoreProjectInput!) {
    restoreProject(input: $input) {
      __typename
      ... on RestoreProjectPayload {
        project {
          id
          ...ProjectRow
        }
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);
