import { graphql } from '../graphql/generated/gql.ts';
import type { UsageReportPageQuery } from '../graphql/generated/graphql.ts';

export const UsageReportPage = graphql(`
  query UsageReportPage($from: DateTime!, $to: DateTime!) {
    viewer {
      id
      usage(from: $from, to: $to, bucket: DAY) {
        total {
          ...Counts
        }
        buckets {
          start
          model {
            id
            displayName
          }
          usage {
            ...Counts
          }
        }
        conversations(first: 10) {
          conversation {
            id
            title
          }
          usage {
            ...Counts
          }
        }
      }
    }
  }

  fragment Counts on Usage {
    inputTokens
    outputTokens
    costMicros
  }
`);

export type Report = NonNullable<UsageReportPageQuery['viewer']>['usage'];
export type Counts = { inputTokens: number; outputTokens: number; costMicros?: number | null };

const dayMs = 24 * 60 * 60_000;

/** The last `days` UTC days with today, as the server cuts them. */
export function periodOf(days: number, now: number): { from: string; to: string } {
  const end = Math.floor(now / dayMs) * dayMs + dayMs;
  return { from: new Date(end - days * dayMs).toISOString(), to: new Date(end).toISOString() };
}

/** What the calls with a known price cost, and whether there were others. */
export type Sum = { input: number; output: number; micros: number; isPartial: boolean; hasPrice: boolean };

const nothing: Sum = { input: 0, output: 0, micros: 0, isPartial: false, hasPrice: false };

export function add(sum: Sum, { inputTokens, outputTokens, costMicros }: Counts): Sum {
  return {
    input: sum.input + inputTokens,
    output: sum.output + outputTokens,
    micros: sum.micros + (costMicros ?? 0),
    isPartial: sum.isPartial || costMicros == null,
    hasPrice: sum.hasPrice || costMicros != null,
  };
}

export type ModelSum = { id: string; name: string; sum: Sum };
export type Row = { start: string; model: { id: string; displayName: string }; usage: Counts };
export type Day = { start: string; parts: { model: number; tokens: number }[]; tokens: number };

export const sumOf = (usages: Counts[]): Sum => usages.reduce(add, nothing);

/** Models by their tokens, largest first. */
export function byModel(rows: Row[]): ModelSum[] {
  const sums = new Map<string, ModelSum>();
  for (const { model, usage } of rows) {
    const known = sums.get(model.id) ?? { id: model.id, name: model.displayName, sum: nothing };
    sums.set(model.id, { ...known, sum: add(known.sum, usage) });
  }
  return [...sums.values()].sort((a, b) => tokensOf(b.sum) - tokensOf(a.sum));
}

export const tokensOf = ({ input, output }: Sum): number => input + output;

/** Every day of the period, also those without usage, with its parts in the order of the models. */
export function byDay(rows: Row[], models: ModelSum[], { from, to }: { from: string; to: string }): Day[] {
  const days: Day[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += dayMs) {
    const start = new Date(at).toISOString();
    const ofDay = rows.filter((row) => Date.parse(row.start) === at);
    const parts = models
      .map(({ id }, model) => ({
        model,
        tokens: tokensOf(sumOf(ofDay.filter((row) => row.model.id === id).map(({ usage }) => usage))),
      }))
      .filter(({ tokens }) => tokens > 0);
    days.push({ start, parts, tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0) });
  }
  return days;
}

/** 1, 2 or 5 with zeros: the line above all bars. */
export function niceCeiling(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power;
}
