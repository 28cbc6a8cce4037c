import { useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.ts';
import type { ConversationContextQuery } from '../graphql/generated/graphql.ts';
import { wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { Popover } from '../ui/popover.tsx';

const ConversationContext = graphql(`
  query ConversationContext($id: ID!, $leafId: ID, $modelId: ID) {
    node(id: $id) {
      id
      ... on Conversation {
        context(leafId: $leafId, modelId: $modelId) {
          usedTokens
          windowTokens
          reservedTokens
          instructionTokens
          omittedMessages
        }
      }
    }
  }
`);

type Context = Extract<
  NonNullable<ConversationContextQuery['node']>,
  { __typename: 'Conversation' }
>['context'];

type Props = { conversationId: string; leafId: string; modelId: string; isGenerating: boolean };

/** How full the model's window is, as the next question will find it. While an answer is written, as the last one did. */
export function ContextGauge({ conversationId, leafId, modelId, isGenerating }: Props) {
  const [{ data }] = useQuery({
    query: ConversationContext,
    variables: { id: conversationId, leafId, modelId },
    pause: isGenerating,
  });
  const node = data?.node;
  if (node?.__typename !== 'Conversation' || node.id !== conversationId) return null;
  const { context } = node;
  const isFull = context.omittedMessages > 0;
  const percent = isFull ? 100 : Math.min(100, Math.ceil((context.usedTokens / roomOf(context)) * 100));

  const trigger = (
    <button
      type="button"
      className="gauge"
      data-full={isFull}
      aria-label={m.contextFull({ percent })}
      title={m.contextFull({ percent })}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="8" className="gauge-ring" />
        <circle
          cx="10"
          cy="10"
          r="8"
          pathLength="100"
          strokeDasharray={`${percent} 100`}
          className="gauge-fill"
        />
      </svg>
      <span aria-hidden>{percent} %</span>
    </button>
  );
  return (
    <Popover trigger={trigger} label={m.contextTitle()} align="end" className="w-72">
      <h3 className="mb-1 font-medium">{m.contextTitle()}</h3>
      <Details context={context} />
    </Popover>
  );
}

const roomOf = ({ windowTokens, reservedTokens }: Context): number => windowTokens - reservedTokens;

/** A component, so that no number is written before somebody looks: the first one costs a page 30 ms. */
function Details({ context }: { context: Context }) {
  const { usedTokens, reservedTokens, instructionTokens, omittedMessages } = context;
  return (
    <>
      <p className="text-ink-soft">
        {m.contextLead({ used: wholeNumber(usedTokens), room: wholeNumber(roomOf(context)) })}
      </p>
      {instructionTokens > 0 && (
        <p className="mt-1 text-ink-soft">
          {m.contextInstructions({ tokens: wholeNumber(instructionTokens) })}
        </p>
      )}
      <p className="mt-1 text-ink-soft">{m.contextReserve({ tokens: wholeNumber(reservedTokens) })}</p>
      {omittedMessages > 0 && (
        <p role="alert" className="mt-2 font-medium">
          {m.contextOmitted({ count: omittedMessages })}
        </p>
      )}
    </>
  );
}
