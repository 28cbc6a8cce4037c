import { minStreamIntervalMs } from '../generation/service.ts';
import { builder } from '../graphql/builder.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    server: ServerInfo;
  }
}

export type ServerInfo = { version: string; signupsEnabled: boolean; arbitraryOperations: boolean };

const ServerInfoType = builder.objectRef<ServerInfo>('ServerInfo').implement({
  description: 'About this server.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'Semantic version.' }),
    signupsEnabled: t.exposeBoolean('signupsEnabled', { description: 'Whether new users may sign up.' }),
    arbitraryOperations: t.exposeBoolean('arbitraryOperations', {
      description: 'Whether arbitrary operations are accepted, or only persisted ones.',
    }),
    minStreamIntervalMs: t.int({
      description: 'Smallest `minIntervalMs` of `Subscription.generation`; a smaller one is raised to it.',
      resolve: () => minStreamIntervalMs,
    }),
  }),
});

builder.queryField('server', (t) =>
  t.field({
    type: ServerInfoType,
    description: 'Version and switched-on features of this server. No sign-in needed.',
    resolve: (_root, _args, { server }) => server,
  }),
);
