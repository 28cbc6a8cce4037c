import { builder } from '../graphql/builder.ts';
import { unauthenticated } from '../graphql/top-level-errors.ts';
import type { OperationCost } from './gate.ts';

const RateLimit = builder.objectRef<OperationCost>('RateLimit').implement({
  description:
    'Points of the credential that asks: each operation costs one for every hundred objects it could return, at least one.',
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'Points a minute.' }),
    cost: t.exposeInt('cost', { description: 'Points that this operation costs.' }),
    remaining: t.exposeInt('remaining', { description: 'Points left.' }),
    resetAt: t.expose('resetAt', { type: 'DateTime', description: 'When all points are back.' }),
    nodeCount: t.exposeInt('nodeCount', {
      description: 'Upper bound of objects that this operation can return.',
    }),
  }),
});

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimit,
    description: 'Cost of this operation and what is left. Over HTTP also in the `RateLimit-*` headers.',
    resolve: (_root, _args, { viewer, operationCost }) => {
      if (!viewer || !operationCost) throw unauthenticated();
      return operationCost;
    },
  }),
);
