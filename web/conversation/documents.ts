import { graphql } from '../graphql/generated/gql.ts';

export const ConversationRow = graphql(`
  fragment ConversationRow on Conversation {
    id
    title
    updatedAt
    pinned
    archived
    unread
    deletedAt
    temporaryUntil
    project {
      id
    }
    activeGenerations {
      id
      status
    }
  }
`);

export const Conversations = graphql(`
  query Conversations($first: Int!, $after: String, $filter: ConversationFilter) {
    viewer {
      id
      conversations(first: $first, after: $after, filter: $filter) {
        nodes {
          id
          ...ConversationRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** What the page around a thread shows of its conversation. All of it comes with a sent message, too. */
export const ConversationHead = graphql(`
  query ConversationHead($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        title
        updatedAt
        pinned
        archived
        temporaryUntil
        deletedAt
        unread
        project {
          id
        }
        model {
          id
          displayName
          provider
        }
        activeLeaf {
          id
        }
        forkedFrom {
          id
          conversation {
            id
            title
          }
        }
      }
    }
  }
`);

/** What may have happened elsewhere: asked when a conversation is opened and when its reader comes back to it. */
export const ConversationNews = graphql(`
  query ConversationNews($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        title
        updatedAt
        activeLeaf {
          id
        }
        activeGenerations {
          id
          status
          message {
            id
          }
        }
      }
    }
  }
`);

export const RenameConversation = graphql(`
  mutation RenameConversation($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          title
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

export const SetConversationModel = graphql(`
  mutation SetConversationModel($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          model {
            id
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
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

export const OrganizeConversations = graphql(`
  mutation OrganizeConversations($input: OrganizeConversationsInput!) {
    organizeConversations(input: $input) {
      __typename
      ... on OrganizeConversationsPayload {
        conversations {
          id
          ...ConversationRow
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

export const MoveConversations = graphql(`
  mutation MoveConversations($input: MoveConversationsInput!) {
    moveConversations(input: $input) {
      __typename
      ... on MoveConversationsPayload {
        conversations {
          id
          ...ConversationRow
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

export const DeleteConversations = graphql(`
  mutation DeleteConversations($input: DeleteConversationsInput!) {
    deleteConversations(input: $input) {
      __typename
      ... on DeleteConversationsPayload {
        deletedConversationIds
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

export const RestoreConversations = graphql(`
  mutation RestoreConversations($input: RestoreConversationsInput!) {
    restoreConversations(input: $input) {
      __typename
      ... on RestoreConversationsPayload {
        conversations {
          id
          ...ConversationRow
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

export const EmptyTrash = graphql(`
  mutation EmptyTrash($input: EmptyTrashInput!) {
    emptyTrash(input: $input) {
      __typename
      ... on EmptyTrashPayload {
        deletedCount
      }
      ... on ValidationError {
        code
        message
      }
    }
  }
`);

export const MarkRead = graphql(`
  mutation MarkRead($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          unread
        }
      }
    }
  }
`);

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

/**
 * Everything that changes: each event brings what rows and heads show, so that the cache has it with the event. Not how
 * an answer ended: that comes with its whole text by its own stream, and must not be in the cache before it.
 */
export const FeedEvents = graphql(`
  subscription FeedEvents($after: ID) {
    viewerEvents(after: $after) {
      __typename
      ... on ConversationChanged {
        eventId
        conversation {
          id
          ...ConversationRow
          model {
            id
            displayName
            provider
          }
          activeLeaf {
            id
          }
        }
      }
      ... on ConversationDeleted {
        eventId
        conversationId
      }
      ... on MessageAdded {
        eventId
      }
      ... on GenerationChanged {
        eventId
        generation {
          id
          message {
            id
            conversation {
              id
              activeGenerations {
                id
                status
              }
            }
          }
        }
      }
      ... on ProjectChanged {
        eventId
        project {
          id
          ...ProjectRow
        }
      }
      ... on ProjectDeleted {
        eventId
        projectId
      }
      ... on ResyncRequired {
        eventId
      }
    }
  }
`);
