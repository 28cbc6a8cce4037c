/**
 * The prepared tabs of the explorer. The inputs stand in the operations: GraphiQL shows the variables of a prepared tab
 * only after it was left once.
 */
export const graphiqlTabs = [
  `# 1. Send a message. One call makes the conversation, both messages and the generation.
# You are signed in by the same cookie as the web client. Copy generation.id for the next tab.
mutation Send {
  sendMessage(
    input: {
      # The same key again returns the same result: change it for each new message.
      idempotencyKey: "from-the-explorer-1"
      text: "Tell me three things about GraphQL."
    }
  ) {
    __typename
    ... on SendMessagePayload {
      conversation { id title }
      generation { id status }
    }
    ... on UserError { code message }
    ... on ValidationError { issues { path message } }
  }
}`,
  `# 2. Follow the answer. Works before, during and after the run:
# a snapshot, then deltas, then one ending.
# To resume after a break, pass the last seq you have as \`after\`.
subscription Follow {
  generation(id: "GENERATION_ID", after: null) {
    __typename
    ... on GenerationSnapshot { seq text }
    ... on GenerationDelta { fromSeq seq text }
    ... on GenerationEnded {
      seq
      generation {
        status
        finishReason
        failureMessage
        usage { inputTokens outputTokens costMicros }
        message { id text }
      }
    }
  }
}`,
  `# 3. List your conversations, newest first, with the end of each thread.
# For the next page, pass pageInfo.endCursor as \`after\`.
query Conversations {
  viewer {
    displayName
    conversations(first: 10, after: null) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        title
        updatedAt
        activeGenerations { id }
        thread(last: 2) {
          nodes { role text generation { status } }
        }
      }
    }
  }
}`,
  `# 4. Stop a running answer. Its text so far is kept.
mutation Stop {
  stopGeneration(input: { generationId: "GENERATION_ID" }) {
    __typename
    ... on StopGenerationPayload {
      generation { id status message { text } }
    }
    ... on UserError { code message }
  }
}`,
  `# 5. Search everything you and the models wrote, on all branches.
# Words, "phrases", -not, in:title role:me model: project: before: after: is:pinned is:archived
# Matches in an excerpt stand between U+E000 and U+E001.
query Search {
  search(query: "graphql -rest", first: 10, after: null) {
    pageInfo { hasNextPage endCursor }
    edges {
      excerpt
      moreInConversation
      conversation { id title }
      node {
        __typename
        ... on Message { id role createdAt }
      }
    }
  }
}`,
  `# 6. What your questions cost: sums by month and model, and the largest conversations.
# By DAY a period has at most 400 days.
query Usage {
  viewer {
    usage(from: "2026-01-01T00:00:00Z", to: "2050-01-01T00:00:00Z", bucket: MONTH) {
      total { inputTokens cachedInputTokens outputTokens costMicros }
      buckets { start model { displayName } usage { inputTokens outputTokens costMicros } }
      conversations(first: 5) { conversation { id title } usage { inputTokens outputTokens costMicros } }
    }
  }
}`,
  `# 7. Make a preset: a named prompt, typed as /Review in the composer.
mutation Preset {
  createPreset(
    input: { name: "Review", text: "Review this code, the worst problem first:", temperature: 0.2 }
  ) {
    __typename
    ... on CreatePresetPayload { preset { id name text temperature model { name } } }
    ... on UserError { code message }
    ... on ValidationError { issues { path message } }
  }
}`,
  `# 8. Branch: write a question anew, ask for another answer, or revise a text without asking. Every path stays.
mutation Edit {
  editMessage(
    input: { idempotencyKey: "edit-1", messageId: "MESSAGE_ID", text: "Three things about trees." }
  ) {
    __typename
    ... on SendMessagePayload {
      userMessage { id siblingIds }
      assistantMessage { id }
      generation { id }
    }
    ... on UserError { code message }
  }
}
mutation Again {
  regenerateMessage(input: { idempotencyKey: "again-1", messageId: "ANSWER_ID" }) {
    __typename
    ... on SendMessagePayload { assistantMessage { id siblingIds } generation { id } }
    ... on UserError { code message }
  }
}
mutation Revise {
  reviseMessage(
    input: { idempotencyKey: "revise-1", messageId: "MESSAGE_ID", text: "Two things about trees." }
  ) {
    __typename
    ... on ReviseMessagePayload { revisedMessage { id siblingIds } conversation { activeLeaf { id } } }
    ... on UserError { code message }
  }
}`,
  `# 9. Follow everything that changes, in any tab, device or program.
# First read where the feed stands, together with your lists:
query Now {
  viewer { latestEventId conversations(first: 20) { nodes { id title unread } } }
}
# Then go on from there. Each event's eventId is the cursor to resume after.
subscription Feed {
  viewerEvents(after: null) {
    __typename
    ... on ConversationChanged { eventId conversation { id title unread pinned archived } }
    ... on ConversationDeleted { eventId conversationId }
    ... on MessageAdded { eventId message { id role text } }
    ... on GenerationChanged { eventId generation { id status } }
    ... on ResyncRequired { eventId }
  }
}`,
  `# 10. Keep order: into the trash, and back as it was.
mutation Trash {
  deleteConversations(input: { conversationIds: ["CONVERSATION_ID"] }) {
    __typename
    ... on DeleteConversationsPayload { deletedConversationIds }
    ... on UserError { code message }
  }
}
mutation Restore {
  restoreConversations(input: { conversationIds: ["CONVERSATION_ID"] }) {
    __typename
    ... on RestoreConversationsPayload { conversations { id title } }
    ... on UserError { code message }
  }
}`,
  `# 11. Make a token for a program. The secret is shown only in this answer; send it as \`Authorization: Bearer\`.
mutation Token {
  createApiToken(input: { name: "My script", scopes: [CONVERSATIONS_READ, MESSAGES_WRITE], expiresAt: null }) {
    __typename
    ... on CreateApiTokenPayload { secret apiToken { id prefix scopes } }
    ... on UserError { code message }
    ... on ValidationError { issues { path message } }
  }
}
query Left {
  rateLimit { limit cost remaining resetAt nodeCount }
}`,
  `# 12. Where you are signed in. Revoke one, and its sockets and streams are closed within a second.
query Sessions {
  viewer {
    sessions {
      totalCount
      nodes { id current deviceName ipAddress createdAt lastUsedAt expiresAt }
    }
  }
}
mutation Revoke {
  revokeSession(input: { sessionId: "SESSION_ID" }) {
    __typename
    ... on RevokeSessionPayload { revokedSessionId }
    ... on UserError { code message }
  }
}
mutation RevokeOthers {
  revokeOtherSessions(input: { confirm: true }) {
    __typename
    ... on RevokeOtherSessionsPayload { revokedSessionIds }
    ... on UserError { code message }
  }
}`,
  `# 13. Take everything with you: page through this and through the chats (tab 3), then through
# node(id: "CONVERSATION_ID") { ... on Conversation { messages(first: 100) { … } } }
query Export {
  viewer {
    email
    instructions
    projects(first: 100) { nodes { name instructions } }
    presets(first: 100) { nodes { name text temperature } }
    feedback(first: 100) { nodes { rating note updatedAt message { id } } pageInfo { hasNextPage endCursor } }
    usageEntries(first: 100) {
      nodes { createdAt purpose model { name } conversationId usage { inputTokens outputTokens costMicros } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  `# 14. Have a server of yours told, with signed requests. The secret is shown only here.
mutation Hook {
  createWebhook(input: { url: "https://example.org/hook", events: [MESSAGE_ADDED, GENERATION_ENDED] }) {
    __typename
    ... on CreateWebhookPayload { secret webhook { id url events enabled } }
    ... on UserError { code message }
    ... on ValidationError { issues { path message } }
  }
}
mutation Test {
  sendTestEvent(input: { webhookId: "WEBHOOK_ID" }) {
    __typename
    ... on SendTestEventPayload { delivery { id status } }
    ... on UserError { code message }
  }
}
query Deliveries {
  viewer {
    webhooks {
      nodes {
        url
        deliveries(first: 10) { nodes { id event status attempts responseStatus error createdAt nextAttemptAt } }
      }
    }
  }
}`,
  `# 15. Share a thread as it is now; whoever has the address reads it without an account, until you take it back.
mutation Share {
  createShareLink(input: { leafId: "MESSAGE_ID", expiresAt: null }) {
    __typename
    ... on CreateShareLinkPayload { shareLink { id url } }
    ... on UserError { code message }
  }
}
# The token is the last part of the address.
query Shared {
  sharedConversation(token: "TOKEN") {
    title
    sharedAt
    messages(first: 100) { nodes { role text modelName } pageInfo { hasNextPage endCursor } }
  }
}
mutation Unshare {
  revokeShareLink(input: { shareLinkId: "SHARE_LINK_ID" }) {
    __typename
    ... on RevokeShareLinkPayload { revokedShareLinkId }
    ... on UserError { code message }
  }
}`,
].map((query) => ({ query }));
