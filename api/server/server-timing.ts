import type { Plugin } from 'graphql-yoga';
import type { Handover } from './yoga.ts';

/** How long each phase of a request over HTTP took, as browsers' tools and `curl -i` show it. Milliseconds. */
export type Timings = { startedAt: number; phases: Partial<Record<Phase, number>> };
type Phase = 'parse' | 'validate' | 'execute';

export const startTimings = (): Timings => ({ startedAt: performance.now(), phases: {} });

export function serverTiming(): Plugin<Pick<Handover, 'timings'>, Handover> {
  const begin = (context: unknown, phase: Phase) => {
    const beganAt = performance.now();
    return () => {
      const { timings } = context as Pick<Handover, 'timings'>;
      if (timings) timings.phases[phase] = performance.now() - beganAt;
    };
  };
  return {
    onParse: ({ context }) => begin(context, 'parse'),
    onValidate: ({ context }) => begin(context, 'validate'),
    onExecute: ({ args }) => ({ onExecuteDone: begin(args.contextValue, 'execute') }),
    onSubscribe: ({ args }) => ({ onSubscribeResult: begin(args.contextValue, 'execute') }),
    onResultProcess: ({ serverContext: { res, timings } }) => {
      if (!res || !timings || res.headersSent) return;
      const durations = { ...timings.phases, total: performance.now() - timings.startedAt };
      const metrics = Object.entries(durations).map(([phase, ms]) => `${phase};dur=${ms.toFixed(1)}`);
      res.setHeader('server-timing', metrics.join(', '));
    },
  };
}
