import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { Context } from '../graphql/builder.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import type { Scope, Viewer } from '../platform/viewer.ts';

/**
 * Who may ask for what, on one page. Rows are always the viewer's own (`ownedBy`); this says which of them a program
 * with a token is given, by type or by field. Whatever stands nowhere here stops the program, and so the build.
 *
 * PUBLIC: also without signing in · SIGNED_IN: any session, any token · SESSION: people at the client, never a token ·
 * INHERITED: decided by what leads there · else the scope that a token needs.
 */
export type Policy = 'PUBLIC' | 'SIGNED_IN' | 'SESSION' | 'INHERITED' | Scope;

/** Values without a life of their own. */
const inheritedTypes = /(Connection|Edge|Payload|Error)$|^(PageInfo|ValidationIssue|Usage|UsageRow|Budget)$/;

const types: Record<string, Policy> = {
  Conversation: 'CONVERSATIONS_READ',
  Message: 'CONVERSATIONS_READ',
  Generation: 'CONVERSATIONS_READ',
  Project: 'CONVERSATIONS_READ',
  Preset: 'CONVERSATIONS_READ',
  Feedback: 'CONVERSATIONS_READ',
  OutlineEntry: 'CONVERSATIONS_READ',
  ContextUsage: 'CONVERSATIONS_READ',
  ShareLink: 'CONVERSATIONS_READ',
  GenerationSnapshot: 'INHERITED',
  GenerationDelta: 'INHERITED',
  GenerationEnded: 'INHERITED',
  ConversationChanged: 'INHERITED',
  ConversationDeleted: 'INHERITED',
  MessageAdded: 'INHERITED',
  GenerationChanged: 'INHERITED',
  ProjectChanged: 'INHERITED',
  ProjectDeleted: 'INHERITED',
  ResyncRequired: 'INHERITED',
  UsageReport: 'USAGE_READ',
  UsageEntry: 'USAGE_READ',
  ConversationUsage: 'USAGE_READ',
  Webhook: 'WEBHOOKS',
  WebhookDelivery: 'WEBHOOKS',
  Session: 'SESSION',
  ApiToken: 'SESSION',
  Model: 'SIGNED_IN',
  RateLimit: 'SIGNED_IN',
  ServerInfo: 'PUBLIC',
  SharedConversation: 'PUBLIC',
  SharedMessage: 'PUBLIC',
};

const fields: Record<string, Policy> = {
  'Query.viewer': 'PUBLIC',
  'Query.node': 'PUBLIC',
  'Query.nodes': 'PUBLIC',
  'Query.server': 'PUBLIC',
  'Query.sharedConversation': 'PUBLIC',
  'Query.models': 'SIGNED_IN',
  'Query.rateLimit': 'SIGNED_IN',
  'Query.search': 'CONVERSATIONS_READ',
  'Query.users': 'SESSION',
  'Subscription.generation': 'CONVERSATIONS_READ',
  'Subscription.viewerEvents': 'CONVERSATIONS_READ',
  'User.displayName': 'PROFILE_READ',
  'User.email': 'PROFILE_READ',
  'User.role': 'PROFILE_READ',
  'User.createdAt': 'PROFILE_READ',
  'User.instructions': 'PROFILE_READ',
  'User.conversations': 'CONVERSATIONS_READ',
  'User.projects': 'CONVERSATIONS_READ',
  'User.presets': 'CONVERSATIONS_READ',
  'User.feedback': 'CONVERSATIONS_READ',
  'User.latestEventId': 'CONVERSATIONS_READ',
  'User.usage': 'USAGE_READ',
  'User.usageEntries': 'USAGE_READ',
  'User.budget': 'USAGE_READ',
  'User.sessions': 'SESSION',
  'User.apiTokens': 'SESSION',
  'User.webhooks': 'WEBHOOKS',
  'Mutation.sendMessage': 'MESSAGES_WRITE',
  'Mutation.editMessage': 'MESSAGES_WRITE',
  'Mutation.reviseMessage': 'MESSAGES_WRITE',
  'Mutation.regenerateMessage': 'MESSAGES_WRITE',
  'Mutation.continueMessage': 'MESSAGES_WRITE',
  'Mutation.forkConversation': 'MESSAGES_WRITE',
  'Mutation.stopGeneration': 'MESSAGES_WRITE',
  'Mutation.updateConversation': 'CONVERSATIONS_WRITE',
  'Mutation.organizeConversations': 'CONVERSATIONS_WRITE',
  'Mutation.moveConversations': 'CONVERSATIONS_WRITE',
  'Mutation.deleteConversation': 'CONVERSATIONS_WRITE',
  'Mutation.deleteConversations': 'CONVERSATIONS_WRITE',
  'Mutation.restoreConversations': 'CONVERSATIONS_WRITE',
  'Mutation.emptyTrash': 'CONVERSATIONS_WRITE',
  'Mutation.createProject': 'CONVERSATIONS_WRITE',
  'Mutation.updateProject': 'CONVERSATIONS_WRITE',
  'Mutation.deleteProject': 'CONVERSATIONS_WRITE',
  'Mutation.restoreProject': 'CONVERSATIONS_WRITE',
  'Mutation.createPreset': 'CONVERSATIONS_WRITE',
  'Mutation.updatePreset': 'CONVERSATIONS_WRITE',
  'Mutation.deletePreset': 'CONVERSATIONS_WRITE',
  'Mutation.restorePreset': 'CONVERSATIONS_WRITE',
  'Mutation.rateMessage': 'CONVERSATIONS_WRITE',
  'Mutation.createShareLink': 'CONVERSATIONS_WRITE',
  'Mutation.revokeShareLink': 'CONVERSATIONS_WRITE',
  'Mutation.updateProfile': 'PROFILE_WRITE',
  'Mutation.createWebhook': 'WEBHOOKS',
  'Mutation.updateWebhook': 'WEBHOOKS',
  'Mutation.rotateWebhookSecret': 'WEBHOOKS',
  'Mutation.deleteWebhook': 'WEBHOOKS',
  'Mutation.sendTestEvent': 'WEBHOOKS',
  'Mutation.replayDelivery': 'WEBHOOKS',
  'Mutation.createApiToken': 'SESSION',
  'Mutation.revokeApiToken': 'SESSION',
  'Mutation.revokeSession': 'SESSION',
  'Mutation.revokeOtherSessions': 'SESSION',
  'Mutation.deleteAccount': 'SESSION',
  'Mutation.updateUser': 'SESSION',
  'Mutation.updateApiTokenBudget': 'SESSION',
};

/** What an administrator sees of other people; all else of a `User` is for that user alone. */
const ofOthers = ['id', 'displayName', 'email', 'role', 'createdAt', 'budget', 'apiTokens'];

/** The policy of a field. An ID alone says nothing, and programs that only write need those of what they wrote. */
export function policyOf(type: string, field: string): Policy | undefined {
  return fields[`${type}.${field}`] ?? (field === 'id' ? 'INHERITED' : typePolicyOf(type));
}

const typePolicyOf = (type: string): Policy | undefined =>
  types[type] ?? (inheritedTypes.test(type) ? 'INHERITED' : undefined);

export function mayAsk(viewer: Viewer | null, policy: Policy): boolean {
  if (policy === 'PUBLIC' || policy === 'INHERITED' || viewer?.credential.kind !== 'token') return true;
  return policy === 'SIGNED_IN' || (policy !== 'SESSION' && viewer.credential.scopes.has(policy));
}

/** Whether an object of this type may be found by its ID. */
export const mayFind = (viewer: Viewer | null, type: string): boolean =>
  mayAsk(viewer, typePolicyOf(type) ?? 'SIGNED_IN');

/** Checks that everything has a policy, says at each field which it is, and keeps people to what is theirs. */
export function withPolicies(schema: GraphQLSchema): GraphQLSchema {
  const missing: string[] = [];
  const known = new Set(Object.keys(fields));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      known.delete(`${type.name}.${field.name}`);
      const policy = policyOf(type.name, field.name);
      if (policy === undefined) missing.push(`${type.name}.${field.name}`);
      if (`${type.name}.${field.name}` in fields) field.description = `${field.description}${noteOf(policy)}`;
      if (type.name === 'User' && !ofOthers.includes(field.name))
        field.resolve = forOneself(field.resolve ?? defaultFieldResolver);
    }
  }
  if (missing.length > 0)
    throw new Error(`No policy, say who may ask for it in api/server/policy.ts: ${missing.join(', ')}`);
  if (known.size > 0) throw new Error(`A policy for what is not in the schema: ${[...known].join(', ')}`);
  return schema;
}

function noteOf(policy: Policy | undefined): string {
  if (policy === 'SESSION') return '\n\nNot with an API token.';
  if (policy === undefined || ['PUBLIC', 'SIGNED_IN', 'INHERITED'].includes(policy)) return '';
  return `\n\nAPI tokens need the scope ${policy}.`;
}

type Resolver = GraphQLFieldResolver<unknown, Context>;

const forOneself =
  (resolve: Resolver): Resolver =>
  (user, args, context, info) => {
    if ((user as { id?: string }).id === context.viewer?.userId) return resolve(user, args, context, info);
    throw topLevelError('FORBIDDEN', `User.${info.fieldName} is for that user alone.`);
  };
