import { Conversation } from '../conversation/schema.ts';
import { Generation } from '../generation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { Message } from '../message/schema.ts';
import { Project } from '../project/schema.ts';
import { type FeedEvent, followFeed, newestEvent, upToDate } from './feed.ts';

/** An event's number within its user's feed, as clients see it. */
const eventId = (seq: number) => `event-${seq}`;

function seqOf(id: string): number {
  const seq = Number(/^event-(\d{1,15})$/.exec(id)?.[1] ?? Number.NaN);
  if (Number.isSafeInteger(seq)) return seq;
  throw topLevelError('BAD_USER_INPUT', '`after` must be the eventId of an event, or User.latestEventId.');
}

builder.prismaObjectFields('User', (t) => ({
  latestEventId: t.id({
    description:
      'The newest event of the feed. Read it before your lists, then pass it as `after` to `viewerEvents`: no change is missed in between. Viewer only.',
    resolve: async ({ id }, _args, { db }) => eventId(await newestEvent(db, id)),
  }),
}));

const eventType = (name: string, description: string) =>
  builder.objectRef<FeedEvent>(name).implement({
    description,
    fields: (t) => ({
      eventId: t.id({ description: 'Event to resume after.', resolve: ({ seq }) => eventId(seq) }),
    }),
  });

const ConversationChanged = eventType(
  'ConversationChanged',
  'A conversation was made, changed, or taken out of the trash.',
);
builder.objectField(ConversationChanged, 'conversation', (t) =>
  t.prismaField({
    type: Conversation,
    description: 'Conversation.',
    resolve: (query, { conversationId }, _args, { db }) =>
      db.prisma.conversation.findUniqueOrThrow({ ...query, where: { id: conversationId! } }),
  }),
);

const ConversationDeleted = eventType(
  'ConversationDeleted',
  'A conversation was put into the trash, or deleted for good.',
);
builder.objectField(ConversationDeleted, 'conversationId', (t) =>
  t.id({
    description: 'Its ID.',
    resolve: ({ conversationId }) => encodeGlobalId('Conversation', conversationId!),
  }),
);

const MessageAdded = eventType('MessageAdded', 'A message was added.');
builder.objectField(MessageAdded, 'message', (t) =>
  t.prismaField({
    type: Message,
    description: 'Message.',
    resolve: (query, { messageId }, _args, { db }) =>
      db.prisma.message.findUniqueOrThrow({ ...query, where: { id: messageId! } }),
  }),
);

const GenerationChanged = eventType('GenerationChanged', 'A generation started or ended.');
builder.objectField(GenerationChanged, 'generation', (t) =>
  t.prismaField({
    type: Generation,
    description: 'Generation.',
    resolve: (query, { generationId }, _args, { db }) =>
      db.prisma.generation.findUniqueOrThrow({ ...query, where: { id: generationId! } }),
  }),
);

const ProjectChanged = eventType('ProjectChanged', 'A project was made, changed, or taken out of the trash.');
builder.objectField(ProjectChanged, 'project', (t) =>
  t.prismaField({
    type: Project,
    description: 'Project.',
    resolve: (query, { projectId }, _args, { db }) =>
      db.prisma.project.findUniqueOrThrow({ ...query, where: { id: projectId! } }),
  }),
);

const ProjectDeleted = eventType('ProjectDeleted', 'A project was put into the trash, or deleted for good.');
builder.objectField(ProjectDeleted, 'projectId', (t) =>
  t.id({ description: 'Its ID.', resolve: ({ projectId }) => encodeGlobalId('Project', projectId!) }),
);

const ResyncRequired = eventType('ResyncRequired', 'Events were missed; refetch, then go on from here.');

const types: Record<FeedEvent['kind'], string> = {
  CONVERSATION_CHANGED: 'ConversationChanged',
  CONVERSATION_DELETED: 'ConversationDeleted',
  MESSAGE_ADDED: 'MessageAdded',
  GENERATION_CHANGED: 'GenerationChanged',
  PROJECT_CHANGED: 'ProjectChanged',
  PROJECT_DELETED: 'ProjectDeleted',
  RESYNC_REQUIRED: 'ResyncRequired',
};

const ViewerEvent = builder.unionType('ViewerEvent', {
  description:
    "A change to the viewer's conversations or projects; temporary chats are not told. Events come in the order of their commits, without a gap. ResyncRequired means that `after` is too old: refetch.",
  types: [
    ConversationChanged,
    ConversationDeleted,
    MessageAdded,
    GenerationChanged,
    ProjectChanged,
    ProjectDeleted,
    ResyncRequired,
  ],
  resolveType: ({ kind }) => types[kind],
});

builder.subscriptionField('viewerEvents', (t) =>
  t.field({
    type: ViewerEvent,
    description: "Changes to the viewer's conversations and projects made by any tab, device or token.",
    args: {
      after: t.arg.id({
        description:
          'Resume after this event, which may be two days old; null for from now on. `User.latestEventId` is where a list that is read now stands.',
      }),
    },
    subscribe: (_root, { after }, context) => {
      const { db, bell, viewer } = signedIn(context);
      const request = { userId: viewer.userId, after: after ? seqOf(after) : null };
      return followFeed(db, bell, request) as AsyncIterable<FeedEvent>;
    },
    resolve: (event, _args, { db }) => upToDate(db, event),
  }),
);
