import { graphql } from '../graphql/generated/gql.ts';

export const PresetFields = graphql(`
  fragment PresetFields on Preset {
    id
    name
    text
    temperature
    model {
      id
      displayName
    }
  }
`);

export const Presets = graphql(`
  query Presets($after: String) {
    viewer {
      id
      presets(first: 100, after: $after) {
        nodes {
          ...PresetFields
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const CreatePreset = graphql(`
  mutation CreatePreset($input: CreatePresetInput!) {
    createPreset(input: $input) {
      __typename
      ... on CreatePresetPayload {
        preset {
          ...PresetFields
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
    }
  }
`);

export const UpdatePreset = graphql(`
  mutation UpdatePreset($input: UpdatePresetInput!) {
    updatePreset(input: $input) {
      __typename
      ... on UpdatePresetPayload {
        preset {
          ...PresetFields
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
    }
  }
`);

export const DeletePreset = graphql(`
  mutation DeletePreset($input: DeletePresetInput!) {
    deletePreset(input: $input) {
      __typename
      ... on DeletePresetPayload {
        deletedPresetId
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

export const RestorePreset = graphql(`
  mutation RestorePreset($input: RestorePresetInput!) {
    restorePreset(input: $input) {
      __typename
      ... on RestorePresetPayload {
        preset {
          ...PresetFields
        }
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
