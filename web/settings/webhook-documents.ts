import { graphql } from '../graphql/generated/gql.ts';

export const Webhooks = graphql(`
  query Webhooks {
    viewer {
      id
      webhooks(first: 100) {
        nodes {
          id
          url
          events
          enabled
          disabledReason
        }
      }
    }
  }
`);

export const CreateWebhook = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      __typename
      ... on CreateWebhookPayload {
        secret
      }
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on LimitError {
        code
        message
      }
    }
  }
`);

export const UpdateWebhook = graphql(`
  mutation UpdateWebhook($input: UpdateWebhookInput!) {
    updateWebhook(input: $input) {
      __typename
      ... on UpdateWebhookPayload {
        webhook {
          id
          url
          events
          enabled
          disabledReason
        }
      }
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

export const RotateWebhookSecret = graphql(`
  mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
    rotateWebhookSecret(input: $input) {
      __typename
      ... on RotateWebhookSecretPayload {
        secret
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

export const DeleteWebhook = graphql(`
  mutation DeleteWebhook($input: DeleteWebhookInput!) {
    deleteWebhook(input: $input) {
      __typename
      ... on DeleteWebhookPayload {
        deletedWebhookId
      }
      ... on NotFoundError {
        code
        message
      }
    }
  }
`);

export const Deliveries = graphql(`
  query Deliveries($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Webhook {
        deliveries(first: 50) {
          nodes {
            id
            event
            status
            attempts
            responseStatus
            error
            createdAt
            nextAttemptAt
          }
        }
      }
    }
  }
`);

export const SendTestEvent = graphql(`
  mutation SendTestEvent($input: SendTestEventInput!) {
    sendTestEvent(input: $input) {
      __typename
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

export const ReplayDelivery = graphql(`
  mutation ReplayDelivery($input: ReplayDeliveryInput!) {
    replayDelivery(input: $input) {
      __typename
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
