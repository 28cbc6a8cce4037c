import { useState } from 'react';
import { useMutation } from 'urql';
import { DeleteQuestion } from '../conversation/delete-question.tsx';
import { refusalSentence } from '../graphql/errors.ts';
import type { WebhookEvent } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Checks } from './checks.tsx';
import { ShownOnce } from './shown-once.tsx';
import { CreateWebhook, RotateWebhookSecret, UpdateWebhook } from './webhook-documents.ts';
import { chosenEvents, eventLabel } from './webhook-events.ts';
import type { Webhook } from './webhooks-section.tsx';

type Problems = { url?: string; events?: string; all?: string };
type Props = { webhook: Webhook | null; onClose: () => void };

/** Asks where a webhook leads and what it is told of; a new secret is then shown, this once. */
export function WebhookForm({ webhook, onClose }: Props) {
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null) {
    const said = { title: m.webhookMade(), lead: m.webhookOnce(), copy: m.webhookCopy() };
    return <ShownOnce {...said} secret={secret} onClose={onClose} />;
  }
  return (
    <Dialog title={webhook ? m.webhookEdit({ url: webhook.url }) : m.webhookNew()} onClose={onClose}>
      <Questions webhook={webhook} onSecret={setSecret} onClose={onClose} />
    </Dialog>
  );
}

function Questions({ webhook, onSecret, onClose }: Props & { onSecret: (secret: string) => void }) {
  const [url, setUrl] = useState(webhook?.url ?? 'https://');
  const [events, setEvents] = useState<WebhookEvent[]>(webhook?.events ?? [...chosenEvents]);
  const [problems, setProblems] = useState<Problems>({});
  const [isAsking, setIsAsking] = useState(false);
  const { save, rotate, isBusy } = useSave(webhook);

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    if (events.length === 0) return setProblems({ events: m.tokenScopesMissing() });
    const { secret, problems } = await save({ url, events });
    if (problems) setProblems(problems);
    else if (secret === undefined) onClose();
    else onSecret(secret);
  };
  const makeSecret = async () => {
    setIsAsking(false);
    const secret = await rotate();
    if (secret === null) setProblems({ all: m.saveFailed() });
    else onSecret(secret);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <Field
        label={m.webhookUrl()}
        type="url"
        dir="ltr"
        value={url}
        maxLength={2000}
        error={problems.url ?? null}
        onChange={setUrl}
      />
      <Checks
        label={m.webhookEvents()}
        isLabelShown
        options={chosenEvents.map((value) => ({ value, label: eventLabel(value) }))}
        chosen={events}
        onChoose={setEvents}
        problem={problems.events}
      />
      {webhook && (
        <div>
          <Button onClick={() => setIsAsking(true)}>{m.webhookRotate()}</Button>
        </div>
      )}
      {isAsking && (
        <DeleteQuestion
          title={m.webhookRotateTitle()}
          lead={m.webhookRotateLead()}
          confirm={m.webhookRotate()}
          onCancel={() => setIsAsking(false)}
          onConfirm={() => void makeSecret()}
        />
      )}
      {problems.all && <Notice kind="error">{problems.all}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" kind="primary" disabled={isBusy}>
          {webhook ? m.save() : m.webhookCreate()}
        </Button>
      </div>
    </form>
  );
}

type Saved = { secret?: string; problems?: Problems };
type Refusal = {
  code?: string;
  message?: string;
  issues?: readonly { path: readonly string[]; message: string }[];
};

function useSave(webhook: Webhook | null) {
  const [creating, create] = useMutation(CreateWebhook);
  const [updating, update] = useMutation(UpdateWebhook);
  const [rotating, rotateSecret] = useMutation(RotateWebhookSecret);

  const save = async (values: { url: string; events: WebhookEvent[] }): Promise<Saved> => {
    const result = webhook
      ? (await update({ input: { webhookId: webhook.id, ...values } })).data?.updateWebhook
      : (await create({ input: values })).data?.createWebhook;
    if (result?.__typename === 'CreateWebhookPayload') return { secret: result.secret };
    if (result?.__typename === 'UpdateWebhookPayload') return {};
    return { problems: problemsIn(result) };
  };
  const rotate = async (): Promise<string | null> => {
    if (!webhook) return null;
    const result = (await rotateSecret({ input: { webhookId: webhook.id } })).data?.rotateWebhookSecret;
    return result?.__typename === 'RotateWebhookSecretPayload' ? result.secret : null;
  };
  return { save, rotate, isBusy: creating.fetching || updating.fetching || rotating.fetching };
}

/** What the server says, beside the field that it is about. */
function problemsIn(refusal: Refusal = {}): Problems {
  const { issues = [] } = refusal;
  if (issues.length === 0) return { all: refusalSentence(refusal, m.saveFailed()) };
  return Object.fromEntries(issues.map(({ path, message }) => [path[0] ?? 'all', message]));
}
