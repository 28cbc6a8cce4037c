import { useEffect, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import type { DeliveriesQuery } from '../graphql/generated/graphql.ts';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Deliveries, ReplayDelivery, SendTestEvent } from './webhook-documents.ts';
import { eventLabel } from './webhook-events.ts';
import type { Webhook } from './webhooks-section.tsx';

type Delivery = Extract<
  NonNullable<DeliveriesQuery['node']>,
  { __typename: 'Webhook' }
>['deliveries']['nodes'][number];

const statusLabels: Record<Delivery['status'], () => string> = {
  PENDING: m.deliveryPending,
  DELIVERED: m.deliveryDelivered,
  FAILED: m.deliveryFailed,
};

/** What was sent to a webhook, kept up to date while it is looked at. */
export function WebhookLog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { deliveries, hasFailed, refresh } = useDeliveries(webhook.id);
  const [problem, setProblem] = useState<string | null>(null);
  const { test, replay } = useTries(webhook, (refusal) => {
    setProblem(refusal);
    refresh();
  });
  return (
    <Dialog title={m.webhookLog({ url: webhook.url })} onClose={onClose} isWide>
      <div className="flex flex-col gap-3">
        {hasFailed && <p role="alert">{m.loadFailed()}</p>}
        {!deliveries && !hasFailed && <Skeleton label={m.loading()} widths={['80%', '70%']} />}
        {deliveries?.length === 0 && <p className="text-ink-soft">{m.webhookLogEmpty()}</p>}
        {deliveries && (
          <ul className="preset-list">
            {deliveries.map((delivery) => (
              <DeliveryCard
                key={delivery.id}
                delivery={delivery}
                onReplay={webhook.enabled ? () => void replay(delivery.id) : null}
              />
            ))}
          </ul>
        )}
        {problem && <Notice kind="error">{problem}</Notice>}
        <div className="flex justify-end gap-2">
          {webhook.enabled && <Button onClick={() => void test()}>{m.webhookTest()}</Button>}
          <Button kind="primary" onClick={onClose}>
            {m.close()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function DeliveryCard({ delivery, onReplay }: { delivery: Delivery; onReplay: (() => void) | null }) {
  const { event, status, attempts, responseStatus, error, createdAt, nextAttemptAt } = delivery;
  const facts = [
    when(createdAt),
    attempts > 0 && m.deliveryTries({ count: attempts }),
    responseStatus !== null && `HTTP ${responseStatus}`,
    attempts > 0 && nextAttemptAt && m.deliveryNext({ time: when(nextAttemptAt) }),
  ];
  return (
    <li className="preset-card min-h-15">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{eventLabel(event)}</span>
          <span className="badge">{statusLabels[status]?.() ?? status}</span>
        </span>
        <span className="block text-sm text-ink-soft">{facts.filter(Boolean).join(' · ')}</span>
        {error && (
          <bdi className="block text-sm break-words text-danger" lang="en">
            {error}
          </bdi>
        )}
      </span>
      {onReplay && <Button onClick={onReplay}>{m.deliveryReplay()}</Button>}
    </li>
  );
}

const when = (time: string): string => formatDate(time, { dateStyle: 'short', timeStyle: 'medium' });

const refreshMs = 2_000;

function useDeliveries(id: string) {
  const [{ data, error }, ask] = useQuery({
    query: Deliveries,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const refresh = () => ask({ requestPolicy: 'network-only' });
  useEffect(() => {
    const timer = setInterval(() => ask({ requestPolicy: 'network-only' }), refreshMs);
    return () => clearInterval(timer);
  }, [ask]);
  const deliveries = data?.node?.__typename === 'Webhook' ? data.node.deliveries.nodes : null;
  return { deliveries, hasFailed: !deliveries && Boolean(error), refresh };
}

/** Tells afterwards why it was refused; null if it was not. */
function useTries({ id }: Webhook, onDone: (refusal: string | null) => void) {
  const [, send] = useMutation(SendTestEvent);
  const [, again] = useMutation(ReplayDelivery);
  const refusalIn = (result: { __typename: string; code?: string; message?: string } | undefined) => {
    if (!result) return m.saveFailed();
    return result.message === undefined ? null : refusalSentence(result, m.saveFailed());
  };
  return {
    test: async () => onDone(refusalIn((await send({ input: { webhookId: id } })).data?.sendTestEvent)),
    replay: async (deliveryId: string) =>
      onDone(refusalIn((await again({ input: { deliveryId } })).data?.replayDelivery)),
  };
}
