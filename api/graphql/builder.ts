import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import type { Db } from '../platform/db.ts';
import { ValidationError } from '../platform/domain-error.ts';
import type PrismaTypes from '../platform/prisma/pothos-types.ts';
import { getDatamodel } from '../platform/prisma/pothos-types.ts';
import type { Viewer } from '../platform/viewer.ts';
import { decodeGlobalId, encodeGlobalId } from './global-id.ts';
import { unauthenticated } from './top-level-errors.ts';

/**
 * What every resolver is given. Domains add what they need beside their schema
 * (`declare module '../graphql/builder.ts' { interface Context … }`); api/context.ts fills it in.
 */
export interface Context {
  requestId: string;
  /** Address of the client, by which those are counted who show no credential. */
  address: string;
  /** Origin of this server as people reach it, for addresses that are shown. */
  origin: string;
  viewer: Viewer | null;
  db: Db;
}

/** Who asks, whoever it is. */
export type Asker = Pick<Context, 'requestId' | 'address' | 'origin'>;

export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  AuthScopes: { signedIn: boolean };
  DefaultFieldNullability: false;
  DefaultNodeNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    URL: { Input: string; Output: string };
    SafeInt: { Input: number; Output: number };
  };
}>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, PrismaPlugin, ValidationPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true, defaultTypes: [], unsafelyHandleInputErrors: true },
  scopeAuth: {
    authScopes: ({ viewer }) => ({ signedIn: viewer !== null }),
    unauthorizedError: () => unauthenticated(),
  },
  prisma: {
    client: ({ db }) => db.prisma,
    dmmf: getDatamodel(),
    exposeDescriptions: true,
    filterConnectionTotalCount: true,
    onUnusedQuery: 'error',
  },
  relay: {
    cursorType: 'String',
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: decodeGlobalId,
    nodeTypeOptions: { description: 'An object with a globally unique, opaque, stable ID.' },
    idFieldOptions: { description: 'Opaque global ID; never parse it.' },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Relay page information.' },
    hasNextPageFieldOptions: { description: 'More items follow.' },
    hasPreviousPageFieldOptions: { description: 'Items precede.' },
    startCursorFieldOptions: { description: 'Cursor of the first item, null when empty.' },
    endCursorFieldOptions: { description: 'Cursor of the last item, null when empty.' },
  },
  validation: {
    // One z.looseObject stands on each input type, so this has every problem of the input at once.
    validationError: ({ issues }) =>
      new ValidationError(
        issues.map(({ message, path = [] }) => ({
          path: path
            .map((step) => String(typeof step === 'object' ? step.key : step))
            .filter((step) => step !== 'input'),
          message,
        })),
      ),
  },
});

/** The context of a signed-in viewer, for resolvers behind the `signedIn` scope. */
export function signedIn<Given extends Context>(context: Given): Given & { viewer: Viewer } {
  if (!context.viewer) throw unauthenticated();
  return context as Given & { viewer: Viewer };
}

builder.queryType({ description: 'Read operations.' });
builder.mutationType({
  description:
    'Write operations. Each takes one `input` and returns a union of its payload and its expected errors.',
  authScopes: { signedIn: true },
});
builder.subscriptionType({
  description: 'Live operations, over graphql-transport-ws or SSE (distinct connections) at the same path.',
  authScopes: { signedIn: true },
});
