import { ListIcon, PencilIcon, PlusIcon, Trash2Icon } from 'lucide-react';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DeleteQuestion } from '../conversation/delete-question.tsx';
import type { WebhooksQuery } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { DeleteWebhook, UpdateWebhook, Webhooks } from './webhook-documents.ts';
import { eventLabel } from './webhook-events.ts';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookLog } from './webhook-log.tsx';

export type Webhook = NonNullable<WebhooksQuery['viewer']>['webhooks']['nodes'][number];
type Opened = { kind: 'form' | 'log' | 'delete'; id: string | null };

export function WebhooksSection() {
  const [{ data, error }] = useQuery({ query: Webhooks, requestPolicy: 'cache-and-network' });
  const [opened, setOpened] = useState<Opened | null>(null);
  const { remove, turn } = useChanges();
  const close = () => setOpened(null);
  const webhooks = data?.viewer?.webhooks.nodes;
  if (!webhooks && error) return <p role="alert">{m.loadFailed()}</p>;
  if (!webhooks) return <Skeleton label={m.loading()} widths={['80%', '70%']} />;
  const chosen = webhooks.find(({ id }) => id === opened?.id) ?? null;
  return (
    <>
      <h2 className="mt-4 font-medium">{m.webhooksTitle()}</h2>
      <p className="text-ink-soft">{m.webhooksLead()}</p>
      {webhooks.length === 0 && <p className="text-ink-soft">{m.webhooksEmpty()}</p>}
      <ul className="preset-list">
        {webhooks.map((webhook) => (
          <WebhookCard
            key={webhook.id}
            webhook={webhook}
            onTurn={(enabled) => void turn(webhook, enabled)}
            onOpen={(kind) => setOpened({ kind, id: webhook.id })}
          />
        ))}
      </ul>
      <div>
        <Button kind="primary" onClick={() => setOpened({ kind: 'form', id: null })}>
          <PlusIcon size={16} aria-hidden />
          {m.webhookNew()}
        </Button>
      </div>
      {opened?.kind === 'form' && <WebhookForm webhook={chosen} onClose={close} />}
      {opened?.kind === 'log' && chosen && <WebhookLog webhook={chosen} onClose={close} />}
      {opened?.kind === 'delete' && chosen && (
        <DeleteQuestion
          title={m.webhookDeleteTitle()}
          lead={m.webhookDeleteLead({ url: chosen.url })}
          confirm={m.delete()}
          onCancel={close}
          onConfirm={() => {
            close();
            void remove(chosen);
          }}
        />
      )}
    </>
  );
}

type CardProps = {
  webhook: Webhook;
  onTurn: (enabled: boolean) => void;
  onOpen: (kind: Opened['kind']) => void;
};

function WebhookCard({ webhook, onTurn, onOpen }: CardProps) {
  const { url, events, enabled, disabledReason } = webhook;
  return (
    <li className="preset-card flex-wrap">
      <span className="min-w-0 flex-1 basis-60">
        <bdi className="font-medium break-all" dir="ltr">
          {url}
        </bdi>
        <span className="block text-sm text-ink-soft">{events.map(eventLabel).join(' · ')}</span>
        {disabledReason !== null && <span className="block text-sm text-danger">{m.webhookFailing()}</span>}
      </span>
      <label className="flex min-h-6 coarse:min-h-11 items-center gap-2">
        <input
          type="checkbox"
          className="size-4.5 accent-accent"
          checked={enabled}
          onChange={({ target }) => onTurn(target.checked)}
        />
        {m.webhookOn()}
        <span className="sr-only">{m.webhookEnabled({ url })}</span>
      </label>
      <IconButton label={m.webhookLog({ url })} onClick={() => onOpen('log')}>
        <ListIcon size={16} />
      </IconButton>
      <IconButton label={m.webhookEdit({ url })} onClick={() => onOpen('form')}>
        <PencilIcon size={16} />
      </IconButton>
      <IconButton label={m.webhookDelete({ url })} onClick={() => onOpen('delete')}>
        <Trash2Icon size={16} />
      </IconButton>
    </li>
  );
}

function useChanges() {
  const [, update] = useMutation(UpdateWebhook);
  const [, removeOne] = useMutation(DeleteWebhook);
  return {
    async turn({ id }: Webhook, enabled: boolean) {
      const result = (await update({ input: { webhookId: id, enabled } })).data?.updateWebhook;
      if (result?.__typename !== 'UpdateWebhookPayload') showToast(m.saveFailed());
    },
    async remove({ id }: Webhook) {
      const result = (await removeOne({ input: { webhookId: id } })).data?.deleteWebhook;
      // What is not there any more is deleted, too.
      showToast(result ? m.webhookDeleted() : m.saveFailed());
    },
  };
}
