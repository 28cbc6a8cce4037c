import { InfoIcon } from 'lucide-react';
import { useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.ts';
import type { AnswerFactsQuery } from '../graphql/generated/graphql.ts';
import { decimal, dollars, formatDate, wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Popover } from '../ui/popover.tsx';

const AnswerFacts = graphql(`
  query AnswerFacts($id: ID!) {
    node(id: $id) {
      id
      ... on Generation {
        createdAt
        firstTextAt
        endedAt
        temperature
        model {
          id
          displayName
        }
        usage {
          inputTokens
          cachedInputTokens
          outputTokens
          costMicros
        }
      }
    }
  }
`);

/** What an answer took. Asked for when it is opened: few are. */
export function AnswerInfo({ generationId }: { generationId: string }) {
  return (
    <Popover
      label={m.answerInfo()}
      className="w-64"
      trigger={
        <IconButton label={m.answerInfo()} size="small">
          <InfoIcon size={15} />
        </IconButton>
      }
    >
      <Facts generationId={generationId} />
    </Popover>
  );
}

function Facts({ generationId }: { generationId: string }) {
  const [{ data, error }] = useQuery({
    query: AnswerFacts,
    variables: { id: generationId },
    requestPolicy: 'cache-and-network',
  });
  const generation = data?.node?.__typename === 'Generation' ? data.node : null;
  // As tall as what comes: the panel was placed by its height.
  if (!generation) return <p className="min-h-44">{error ? m.loadFailed() : m.loading()}</p>;
  return (
    <dl className="facts">
      {factsOf(generation).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Generation = Extract<NonNullable<AnswerFactsQuery['node']>, { __typename: 'Generation' }>;

function factsOf({ model, usage, temperature, ...times }: Generation): [string, string][] {
  const { firstMs, writingMs } = durations(times);
  const cached = usage?.cachedInputTokens
    ? ` (${m.infoCached({ tokens: wholeNumber(usage.cachedInputTokens) })})`
    : '';
  const rate = usage && writingMs ? decimal((usage.outputTokens * 1_000) / writingMs) : null;
  return [
    [m.infoModel(), model.displayName],
    [
      m.infoWritten(),
      formatDate(times.endedAt ?? times.createdAt, { dateStyle: 'medium', timeStyle: 'short' }),
    ],
    ...(temperature == null ? [] : [[m.infoTemperature(), decimal(temperature, 2)] as [string, string]]),
    [m.infoInput(), usage ? wholeNumber(usage.inputTokens) + cached : m.infoUnknown()],
    [m.infoOutput(), usage ? wholeNumber(usage.outputTokens) : m.infoUnknown()],
    [m.infoCost(), usage?.costMicros == null ? m.infoUnknown() : dollars(usage.costMicros)],
    [
      m.infoFirst(),
      firstMs === null ? m.infoUnknown() : m.secondsExact({ seconds: decimal(firstMs / 1_000, 2) }),
    ],
    [m.infoSpeed(), rate ? m.tokensPerSecond({ rate }) : m.infoUnknown()],
  ];
}

type Times = Pick<Generation, 'createdAt' | 'firstTextAt' | 'endedAt'>;

function durations({ createdAt, firstTextAt, endedAt }: Times) {
  if (!firstTextAt) return { firstMs: null, writingMs: null };
  const first = Date.parse(firstTextAt);
  return {
    firstMs: first - Date.parse(createdAt),
    writingMs: endedAt ? Date.parse(endedAt) - first : null,
  };
}
