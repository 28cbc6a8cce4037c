import { queryFromInfo } from '@pothos/plugin-prisma';
import { validate as isUuid } from 'uuid';
import { findConversations } from '../conversation/rows.ts';
import { Conversation } from '../conversation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { storableText } from '../graphql/inputs.ts';
import { decodeCursor, encodeCursor, isInstant, pageSize } from '../graphql/pages.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { findMessages } from '../message/rows.ts';
import { Message } from '../message/schema.ts';
import { ValidationError } from '../platform/domain-error.ts';
import { everyColumn } from '../platform/statement.ts';
import { excerptOf } from './excerpt.ts';
import { type SearchHit, type SearchPosition, search } from './search.ts';

const maxQueryLength = 1_000;

type ConversationRow = typeof Conversation.$inferType;
type MessageRow = typeof Message.$inferType;
type Edge = SearchHit & {
  excerpt: string;
  node: ConversationRow | MessageRow;
  conversation: ConversationRow;
};

const SearchResult = builder.unionType('SearchResult', {
  description: 'Something found.',
  types: [Conversation, Message],
  resolveType: (row) => ('conversationId' in row ? 'Message' : 'Conversation'),
});

const SearchHitEdge = builder.objectRef<Edge>('SearchHitEdge').implement({
  description: 'One search hit.',
  fields: (t) => ({
    cursor: t.string({ description: 'Cursor.', resolve: ({ position }) => cursorOf(position) }),
    node: t.field({
      type: SearchResult,
      description: 'What was found: a conversation by its title, a message by its text.',
      resolve: ({ node }) => node,
    }),
    conversation: t.field({
      type: Conversation,
      description: 'The conversation found, or that of the message. Its hits stand beside each other.',
      resolve: ({ conversation }) => conversation,
    }),
    excerpt: t.exposeString('excerpt', {
      description: 'Plain-text excerpt; matches are between U+E000 and U+E001.',
    }),
    moreInConversation: t.exposeInt('moreInConversation', {
      description: 'On the last hit of a conversation, how many more of its messages match; 0 on the others.',
    }),
  }),
});

type Connection = { edges: Edge[]; hasNextPage: boolean; hasPreviousPage: boolean };

const SearchHitConnection = builder.objectRef<Connection>('SearchHitConnection').implement({
  description: 'Search hits, one page.',
  fields: (t) => ({
    edges: t.field({ type: [SearchHitEdge], description: 'Edges.', resolve: ({ edges }) => edges }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'Page information.',
      resolve: ({ edges: [...edges], hasNextPage, hasPreviousPage }) => ({
        hasNextPage,
        hasPreviousPage,
        startCursor: edges[0] ? cursorOf(edges[0].position) : null,
        endCursor: edges.length > 0 ? cursorOf(edges.at(-1)!.position) : null,
      }),
    }),
  }),
});

builder.queryField('search', (t) =>
  t.field({
    type: SearchHitConnection,
    description:
      "Full-text search over the viewer's conversations and messages on all branches, best match first, the hits of " +
      'a conversation beside each other. Never finds the trash or temporary chats.',
    authScopes: { signedIn: true },
    args: {
      query: t.arg.string({
        required: true,
        description:
          'Words, "phrases", -not, and in:title role:me|model model: project: before: after: (2026-11-30, 2026-11 or ' +
          '2026) is:pinned is:archived. At most 1000 characters.',
      }),
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async (_root, { query, first, after }, context, info) => {
      const { db, viewer } = signedIn(context);
      const input = {
        query: checked(query),
        first: pageSize('first', first ?? 20),
        after: after ? positionOf(after) : null,
      };
      const found = await search({ db, viewer }, input).catch(asBadInput);
      const { hits, hasNextPage } = found;
      const messageIds = hits.flatMap(({ messageId }) => messageId ?? []);
      const conversationIds = hits.map(({ conversationId }) => conversationId);
      const load = (typeName: string, paths: string[][]) => queryFromInfo({ context, info, typeName, paths });
      const ofConversations = load('Conversation', [
        ['edges', 'conversation'],
        ['edges', 'node'],
      ]);
      const [messages, conversations] = await Promise.all([
        findMessages(db, viewer, messageIds, load('Message', [['edges', 'node']])),
        // Excerpts are cut from the titles, whatever else is asked.
        findConversations(db, viewer, conversationIds, { query: ofConversations, columns: everyColumn }),
      ]);
      const messageById = new Map(messages.map((row) => [row.id, row]));
      const conversationById = new Map(conversations.map((row) => [row.id, row]));
      const edges = hits.flatMap((hit) => {
        const conversation = conversationById.get(hit.conversationId);
        const message = messageById.get(hit.messageId ?? '');
        // Deleted between the two queries.
        if (!conversation || (hit.messageId !== null && !message)) return [];
        const excerpt = excerptOf(message?.text ?? conversation.title, found.terms);
        return [{ ...hit, node: message ?? conversation, conversation, excerpt }];
      });
      return { edges, hasNextPage, hasPreviousPage: input.after !== null };
    },
  }),
);

function checked(query: string): string {
  const { success, error } = storableText('The query', maxQueryLength).safeParse(query);
  if (!success) throw topLevelError('BAD_USER_INPUT', error.issues.map(({ message }) => message).join(' '));
  return query;
}

function asBadInput(error: unknown): never {
  throw error instanceof ValidationError ? topLevelError('BAD_USER_INPUT', error.message) : error;
}

const cursorOf = ({ asOf, index, key }: SearchPosition) =>
  encodeCursor(['search', asOf.getTime(), index, key]);

function positionOf(cursor: string): SearchPosition {
  const isMine = ([kind, ms, index, key]: unknown[]) =>
    kind === 'search' && isInstant(ms) && Number.isSafeInteger(index) && Number(index) >= 0 && isUuid(key);
  const [, ms, index, key] = decodeCursor<[string, number, number, string]>(cursor, isMine);
  return { asOf: new Date(ms), index, key };
}
