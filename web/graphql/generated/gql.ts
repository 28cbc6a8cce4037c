/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Models {\n    models {\n      id\n      displayName\n      provider\n      contextWindow\n      enabled\n    }\n  }\n": typeof types.ModelsDocument,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        conversation {\n          id\n          title\n          updatedAt\n          model {\n            id\n            displayName\n            provider\n          }\n        }\n        userMessage {\n          id\n          ...ThreadMessage\n        }\n        assistantMessage {\n          id\n          ...ThreadMessage\n        }\n        generation {\n          id\n          status\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n        issues {\n          path\n          message\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on LimitError {\n        code\n        message\n        retryAt\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SendMessageDocument,
    "\n  fragment ConversationRow on Conversation {\n    id\n    title\n    updatedAt\n  }\n": typeof types.ConversationRowFragmentDoc,
    "\n  query Conversations($first: Int!, $after: String) {\n    viewer {\n      id\n      conversations(first: $first, after: $after) {\n        nodes {\n          id\n          ...ConversationRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.ConversationsDocument,
    "\n  query ConversationHead($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        model {\n          id\n          displayName\n          provider\n        }\n      }\n    }\n  }\n": typeof types.ConversationHeadDocument,
    "\n  query ConversationNews($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        activeLeaf {\n          id\n        }\n        activeGenerations {\n          id\n          status\n          message {\n            id\n          }\n        }\n      }\n    }\n  }\n": typeof types.ConversationNewsDocument,
    "\n  mutation RenameConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          title\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RenameConversationDocument,
    "\n  mutation SetConversationModel($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          model {\n            id\n          }\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SetConversationModelDocument,
    "\n  mutation DeleteConversation($input: DeleteConversationInput!) {\n    deleteConversation(input: $input) {\n      __typename\n      ... on DeleteConversationPayload {\n        deletedConversationId\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.DeleteConversationDocument,
    "\n  subscription FollowGeneration($id: ID!, $after: Int) {\n    generation(id: $id, after: $after) {\n      __typename\n      ... on GenerationSnapshot {\n        seq\n        text\n      }\n      ... on GenerationDelta {\n        fromSeq\n        seq\n        text\n      }\n      ... on GenerationEnded {\n        seq\n        generation {\n          id\n          status\n          finishReason\n          failureMessage\n          endedAt\n          message {\n            id\n            text\n          }\n        }\n      }\n    }\n  }\n": typeof types.FollowGenerationDocument,
    "\n  query GenerationState($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Generation {\n        status\n        finishReason\n        failureMessage\n        endedAt\n        message {\n          id\n          text\n        }\n      }\n    }\n  }\n": typeof types.GenerationStateDocument,
    "\n  mutation StopGeneration($input: StopGenerationInput!) {\n    stopGeneration(input: $input) {\n      __typename\n      ... on StopGenerationPayload {\n        generation {\n          id\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.StopGenerationDocument,
    "\n  fragment NewThread on Conversation {\n    id\n    thread(last: $last) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasPreviousPage\n        startCursor\n      }\n    }\n  }\n": typeof types.NewThreadFragmentDoc,
    "\n  fragment AssistantMessageView on Message {\n    id\n    text\n    generation {\n      id\n      status\n      finishReason\n      failureMessage\n      endedAt\n      model {\n        id\n        displayName\n      }\n    }\n  }\n": typeof types.AssistantMessageViewFragmentDoc,
    "\n  fragment ThreadMessage on Message {\n    id\n    role\n    generation {\n      id\n      status\n    }\n    ...UserMessageView\n    ...AssistantMessageView\n  }\n": typeof types.ThreadMessageFragmentDoc,
    "\n  query ThreadPage($id: ID!, $last: Int!, $before: String) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        thread(last: $last, before: $before) {\n          nodes {\n            ...ThreadMessage\n          }\n          pageInfo {\n            hasPreviousPage\n            startCursor\n          }\n        }\n      }\n    }\n  }\n": typeof types.ThreadPageDocument,
    "\n  fragment UserMessageView on Message {\n    id\n    text\n    parent {\n      id\n    }\n  }\n": typeof types.UserMessageViewFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      id\n      email\n      displayName\n    }\n    server {\n      signupsEnabled\n    }\n  }\n": typeof types.ViewerDocument,
};
const documents: Documents = {
    "\n  query Models {\n    models {\n      id\n      displayName\n      provider\n      contextWindow\n      enabled\n    }\n  }\n": types.ModelsDocument,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        conversation {\n          id\n          title\n          updatedAt\n          model {\n            id\n            displayName\n            provider\n          }\n        }\n        userMessage {\n          id\n          ...ThreadMessage\n        }\n        assistantMessage {\n          id\n          ...ThreadMessage\n        }\n        generation {\n          id\n          status\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n        issues {\n          path\n          message\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on LimitError {\n        code\n        message\n        retryAt\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n": types.SendMessageDocument,
    "\n  fragment ConversationRow on Conversation {\n    id\n    title\n    updatedAt\n  }\n": types.ConversationRowFragmentDoc,
    "\n  query Conversations($first: Int!, $after: String) {\n    viewer {\n      id\n      conversations(first: $first, after: $after) {\n        nodes {\n          id\n          ...ConversationRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.ConversationsDocument,
    "\n  query ConversationHead($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        model {\n          id\n          displayName\n          provider\n        }\n      }\n    }\n  }\n": types.ConversationHeadDocument,
    "\n  query ConversationNews($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        activeLeaf {\n          id\n        }\n        activeGenerations {\n          id\n          status\n          message {\n            id\n          }\n        }\n      }\n    }\n  }\n": types.ConversationNewsDocument,
    "\n  mutation RenameConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          title\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n": types.RenameConversationDocument,
    "\n  mutation SetConversationModel($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          model {\n            id\n          }\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n": types.SetConversationModelDocument,
    "\n  mutation DeleteConversation($input: DeleteConversationInput!) {\n    deleteConversation(input: $input) {\n      __typename\n      ... on DeleteConversationPayload {\n        deletedConversationId\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n": types.DeleteConversationDocument,
    "\n  subscription FollowGeneration($id: ID!, $after: Int) {\n    generation(id: $id, after: $after) {\n      __typename\n      ... on GenerationSnapshot {\n        seq\n        text\n      }\n      ... on GenerationDelta {\n        fromSeq\n        seq\n        text\n      }\n      ... on GenerationEnded {\n        seq\n        generation {\n          id\n          status\n          finishReason\n          failureMessage\n          endedAt\n          message {\n            id\n            text\n          }\n        }\n      }\n    }\n  }\n": types.FollowGenerationDocument,
    "\n  query GenerationState($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Generation {\n        status\n        finishReason\n        failureMessage\n        endedAt\n        message {\n          id\n          text\n        }\n      }\n    }\n  }\n": types.GenerationStateDocument,
    "\n  mutation StopGeneration($input: StopGenerationInput!) {\n    stopGeneration(input: $input) {\n      __typename\n      ... on StopGenerationPayload {\n        generation {\n          id\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n": types.StopGenerationDocument,
    "\n  fragment NewThread on Conversation {\n    id\n    thread(last: $last) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasPreviousPage\n        startCursor\n      }\n    }\n  }\n": types.NewThreadFragmentDoc,
    "\n  fragment AssistantMessageView on Message {\n    id\n    text\n    generation {\n      id\n      status\n      finishReason\n      failureMessage\n      endedAt\n      model {\n        id\n        displayName\n      }\n    }\n  }\n": types.AssistantMessageViewFragmentDoc,
    "\n  fragment ThreadMessage on Message {\n    id\n    role\n    generation {\n      id\n      status\n    }\n    ...UserMessageView\n    ...AssistantMessageView\n  }\n": types.ThreadMessageFragmentDoc,
    "\n  query ThreadPage($id: ID!, $last: Int!, $before: String) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        thread(last: $last, before: $before) {\n          nodes {\n            ...ThreadMessage\n          }\n          pageInfo {\n            hasPreviousPage\n            startCursor\n          }\n        }\n      }\n    }\n  }\n": types.ThreadPageDocument,
    "\n  fragment UserMessageView on Message {\n    id\n    text\n    parent {\n      id\n    }\n  }\n": types.UserMessageViewFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      id\n      email\n      displayName\n    }\n    server {\n      signupsEnabled\n    }\n  }\n": types.ViewerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Models {\n    models {\n      id\n      displayName\n      provider\n      contextWindow\n      enabled\n    }\n  }\n"): (typeof documents)["\n  query Models {\n    models {\n      id\n      displayName\n      provider\n      contextWindow\n      enabled\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        conversation {\n          id\n          title\n          updatedAt\n          model {\n            id\n            displayName\n            provider\n          }\n        }\n        userMessage {\n          id\n          ...ThreadMessage\n        }\n        assistantMessage {\n          id\n          ...ThreadMessage\n        }\n        generation {\n          id\n          status\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n        issues {\n          path\n          message\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on LimitError {\n        code\n        message\n        retryAt\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        conversation {\n          id\n          title\n          updatedAt\n          model {\n            id\n            displayName\n            provider\n          }\n        }\n        userMessage {\n          id\n          ...ThreadMessage\n        }\n        assistantMessage {\n          id\n          ...ThreadMessage\n        }\n        generation {\n          id\n          status\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n        issues {\n          path\n          message\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on LimitError {\n        code\n        message\n        retryAt\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ConversationRow on Conversation {\n    id\n    title\n    updatedAt\n  }\n"): (typeof documents)["\n  fragment ConversationRow on Conversation {\n    id\n    title\n    updatedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Conversations($first: Int!, $after: String) {\n    viewer {\n      id\n      conversations(first: $first, after: $after) {\n        nodes {\n          id\n          ...ConversationRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Conversations($first: Int!, $after: String) {\n    viewer {\n      id\n      conversations(first: $first, after: $after) {\n        nodes {\n          id\n          ...ConversationRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConversationHead($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        model {\n          id\n          displayName\n          provider\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ConversationHead($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        model {\n          id\n          displayName\n          provider\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConversationNews($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        activeLeaf {\n          id\n        }\n        activeGenerations {\n          id\n          status\n          message {\n            id\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ConversationNews($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        title\n        updatedAt\n        activeLeaf {\n          id\n        }\n        activeGenerations {\n          id\n          status\n          message {\n            id\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          title\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RenameConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          title\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetConversationModel($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          model {\n            id\n          }\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SetConversationModel($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n      ... on UpdateConversationPayload {\n        conversation {\n          id\n          model {\n            id\n          }\n        }\n      }\n      ... on ValidationError {\n        code\n        message\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n      ... on ConflictError {\n        code\n        message\n      }\n      ... on ModelUnavailableError {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteConversation($input: DeleteConversationInput!) {\n    deleteConversation(input: $input) {\n      __typename\n      ... on DeleteConversationPayload {\n        deletedConversationId\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteConversation($input: DeleteConversationInput!) {\n    deleteConversation(input: $input) {\n      __typename\n      ... on DeleteConversationPayload {\n        deletedConversationId\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowGeneration($id: ID!, $after: Int) {\n    generation(id: $id, after: $after) {\n      __typename\n      ... on GenerationSnapshot {\n        seq\n        text\n      }\n      ... on GenerationDelta {\n        fromSeq\n        seq\n        text\n      }\n      ... on GenerationEnded {\n        seq\n        generation {\n          id\n          status\n          finishReason\n          failureMessage\n          endedAt\n          message {\n            id\n            text\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription FollowGeneration($id: ID!, $after: Int) {\n    generation(id: $id, after: $after) {\n      __typename\n      ... on GenerationSnapshot {\n        seq\n        text\n      }\n      ... on GenerationDelta {\n        fromSeq\n        seq\n        text\n      }\n      ... on GenerationEnded {\n        seq\n        generation {\n          id\n          status\n          finishReason\n          failureMessage\n          endedAt\n          message {\n            id\n            text\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query GenerationState($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Generation {\n        status\n        finishReason\n        failureMessage\n        endedAt\n        message {\n          id\n          text\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query GenerationState($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Generation {\n        status\n        finishReason\n        failureMessage\n        endedAt\n        message {\n          id\n          text\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StopGeneration($input: StopGenerationInput!) {\n    stopGeneration(input: $input) {\n      __typename\n      ... on StopGenerationPayload {\n        generation {\n          id\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation StopGeneration($input: StopGenerationInput!) {\n    stopGeneration(input: $input) {\n      __typename\n      ... on StopGenerationPayload {\n        generation {\n          id\n        }\n      }\n      ... on NotFoundError {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment NewThread on Conversation {\n    id\n    thread(last: $last) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasPreviousPage\n        startCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment NewThread on Conversation {\n    id\n    thread(last: $last) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasPreviousPage\n        startCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AssistantMessageView on Message {\n    id\n    text\n    generation {\n      id\n      status\n      finishReason\n      failureMessage\n      endedAt\n      model {\n        id\n        displayName\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment AssistantMessageView on Message {\n    id\n    text\n    generation {\n      id\n      status\n      finishReason\n      failureMessage\n      endedAt\n      model {\n        id\n        displayName\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ThreadMessage on Message {\n    id\n    role\n    generation {\n      id\n      status\n    }\n    ...UserMessageView\n    ...AssistantMessageView\n  }\n"): (typeof documents)["\n  fragment ThreadMessage on Message {\n    id\n    role\n    generation {\n      id\n      status\n    }\n    ...UserMessageView\n    ...AssistantMessageView\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ThreadPage($id: ID!, $last: Int!, $before: String) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        thread(last: $last, before: $before) {\n          nodes {\n            ...ThreadMessage\n          }\n          pageInfo {\n            hasPreviousPage\n            startCursor\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ThreadPage($id: ID!, $last: Int!, $before: String) {\n    node(id: $id) {\n      id\n      ... on Conversation {\n        thread(last: $last, before: $before) {\n          nodes {\n            ...ThreadMessage\n          }\n          pageInfo {\n            hasPreviousPage\n            startCursor\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment UserMessageView on Message {\n    id\n    text\n    parent {\n      id\n    }\n  }\n"): (typeof documents)["\n  fragment UserMessageView on Message {\n    id\n    text\n    parent {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id\n      email\n      displayName\n    }\n    server {\n      signupsEnabled\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      id\n      email\n      displayName\n    }\n    server {\n      signupsEnabled\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;