import type { ServerResponse } from 'node:http';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import type { Context } from '../graphql/builder.ts';
import { topLevelError, unauthenticated } from '../graphql/top-level-errors.ts';
import { type Meter, type Spent, secondsUntil } from '../platform/meter.ts';
import type { MaskError } from './mask-error.ts';
import { measure } from './measure.ts';
import { mayAsk, type Policy } from './policy.ts';
import type { Handover } from './yoga.ts';

/**
 * What every operation passes before it runs, on every transport: is it small enough, may the token ask for it, are
 * there points left. It looks at execution rather than at validation, which is cached by document: only here the
 * variables are known.
 */
export const maxNodes = 50_000;
/** What tools ask of the whole schema is 150,000, by what measure.ts knows of lists. */
const maxNodesInAll = 200_000;
const nodesPerPoint = 100;

/** What an operation costs and what is left, for `Query.rateLimit` and the headers. */
export type OperationCost = {
  limit: number;
  cost: number;
  remaining: number;
  resetAt: Date;
  nodeCount: number;
};

declare module '../graphql/builder.ts' {
  interface Context {
    operationCost?: OperationCost;
  }
}

type Hook = {
  args: ExecutionArgs;
  setResultAndStopExecution: (result: { errors: GraphQLError[] }) => void;
};

export function createGate(meter: Meter, mask: MaskError) {
  const pass = async ({ args, setResultAndStopExecution }: Hook) => {
    try {
      await check(meter, args);
    } catch (error) {
      setResultAndStopExecution({ errors: [mask(error, (args.contextValue as Context).requestId)] });
    }
  };
  const payAtDoor = async ({ context: { makeContext, res, requestId } }: { context: Handover }) => {
    try {
      await payForDocument(meter, { ...makeContext(), res });
    } catch (error) {
      throw mask(error, requestId);
    }
  };
  return { onParams: payAtDoor, onExecute: pass, onSubscribe: pass };
}

/** What is looked at costs a point, also where it turns out to be no operation. Throws RATE_LIMITED. */
export async function payForDocument(meter: Meter, payer: Payer): Promise<void> {
  const spent = await pay(meter, payer, documentCost);
  if (!spent.isGranted) throw tooDear(meter, payer, { ...spent, cost: documentCost });
}

const documentCost = 1;

async function check(meter: Meter, args: ExecutionArgs): Promise<void> {
  const context = args.contextValue as Context & { res?: ServerResponse };
  const { schema, document, operationName, variableValues } = args;
  const size = measure(schema, document, operationName, { ...variableValues });
  const tooMany =
    size.widest > maxNodes
      ? `${size.widest} objects along one path, more than ${maxNodes}`
      : size.nodeCount > maxNodesInAll && `${size.nodeCount} objects in all, more than ${maxNodesInAll}`;
  if (tooMany) {
    const message = `This operation could return ${tooMany}: ask for smaller pages, or in several operations.`;
    throw topLevelError('BAD_USER_INPUT', message, statusIn(context, 400));
  }
  // Before their inputs are looked at: what is wrong in one is nobody's concern who may not send it.
  if (!context.viewer && !size.isRead) throw unauthenticated();
  for (const [policy, at] of size.needs) {
    if (!mayAsk(context.viewer, policy))
      throw topLevelError('FORBIDDEN', reasonOf(policy, at), statusIn(context, 403));
  }
  const cost = Math.max(1, Math.ceil(size.nodeCount / nodesPerPoint));
  const spent = await pay(meter, context, cost - documentCost);
  const { remaining, resetAt } = spent;
  context.operationCost = { limit: meter.limit, cost, remaining, resetAt, nodeCount: size.nodeCount };
  if (!spent.isGranted) throw tooDear(meter, context, { ...spent, cost });
}

type Paid = Spent & { waitSeconds: number };

function tooDear(
  { limit }: Meter,
  payer: Payer,
  { cost, remaining, resetAt, waitSeconds }: Paid & { cost: number },
) {
  const message = `This operation costs ${cost} of ${limit} points a minute, and ${remaining} are left: try again in ${waitSeconds} s.`;
  return topLevelError('RATE_LIMITED', message, {
    retryAt: resetAt.toISOString(),
    ...statusIn(payer, 429),
  });
}

type Payer = Pick<Context, 'viewer' | 'address'> & { res?: ServerResponse | undefined };

/** Takes points from whoever asks, if enough are left, and says in the headers of the answer what is left now. */
export async function pay(meter: Meter, payer: Payer, points: number): Promise<Paid> {
  const spent = await meter.spend(subjectOf(payer), points);
  const waitSeconds = secondsUntil(spent.resetAt);
  payer.res?.setHeader('ratelimit-limit', meter.limit);
  payer.res?.setHeader('ratelimit-remaining', spent.remaining);
  payer.res?.setHeader('ratelimit-reset', waitSeconds);
  if (!spent.isGranted) payer.res?.setHeader('retry-after', waitSeconds);
  return { ...spent, waitSeconds };
}

const reasonOf = (policy: Policy, at: string) =>
  policy === 'SESSION'
    ? `${at} is not for API tokens: a person does this at the client.`
    : `${at} needs the scope ${policy}, which this token has not.`;

/** Read by Yoga, and taken out again. */
const statusIn = ({ res }: Pick<Payer, 'res'>, status: number) => (res ? { http: { status } } : {});

/** A credential, or without one the address: of IPv6 the /64, which is what one customer has. */
export function subjectOf({ viewer, address }: Pick<Context, 'viewer' | 'address'>): string {
  if (viewer) return `${viewer.credential.kind}:${viewer.credential.id}`;
  const bare = address.replace(/^::ffff:/, '');
  return `address:${bare.includes(':') ? networkOf(bare) : bare}`;
}

function networkOf(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':');
  const missing = address.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0;
  return [...groups, ...Array(Math.max(0, missing)).fill('0'), ...tail.split(':')].slice(0, 4).join(':');
}
