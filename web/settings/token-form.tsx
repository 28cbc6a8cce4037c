import { useId, useState } from 'react';
import { useMutation } from 'urql';
import type { ApiScope } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { CopyButton } from '../message/copy-button.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Choices } from './choices.tsx';
import { CreateApiToken } from './token-documents.ts';

type Extent = 'READ' | 'WRITE' | 'SOME';

const scopeLabels = {
  CONVERSATIONS_READ: m.scopeConversationsRead,
  CONVERSATIONS_WRITE: m.scopeConversationsWrite,
  MESSAGES_WRITE: m.scopeMessagesWrite,
  USAGE_READ: m.scopeUsageRead,
  PROFILE_READ: m.scopeProfileRead,
  PROFILE_WRITE: m.scopeProfileWrite,
  WEBHOOKS: m.scopeWebhooks,
} satisfies Partial<Record<ApiScope, () => string>>;
type Scope = keyof typeof scopeLabels;
const allScopes = Object.keys(scopeLabels) as Scope[];

const lifetimes = ['30', '90', '365', ''];
const dayMs = 86_400_000;

/** Asks what a new token may do, then shows it, this once. */
export function TokenForm({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null) return <NewToken secret={secret} onClose={onClose} />;
  return (
    <Dialog title={m.tokenNew()} onClose={onClose}>
      <Questions onMade={setSecret} onClose={onClose} />
    </Dialog>
  );
}

function Questions({ onMade, onClose }: { onMade: (secret: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [extent, setExtent] = useState<Extent>('READ');
  const [some, setSome] = useState<Scope[]>([]);
  const [days, setDays] = useState('90');
  const [problem, setProblem] = useState<{ name?: string; scopes?: string; all?: string }>({});
  const [{ fetching }, create] = useMutation(CreateApiToken);
  const scopes: ApiScope[] = extent === 'SOME' ? some : [extent];

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    if (fetching) return;
    if (name.trim() === '') return setProblem({ name: m.presetNameMissing() });
    if (scopes.length === 0) return setProblem({ scopes: m.tokenScopesMissing() });
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString();
    const result = (await create({ input: { name, scopes, expiresAt } })).data?.createApiToken;
    if (result?.__typename === 'CreateApiTokenPayload') onMade(result.secret);
    else setProblem({ all: result?.message ?? m.saveFailed() });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <Field label={m.name()} value={name} maxLength={100} error={problem.name ?? null} onChange={setName} />
      <Choices
        name="extent"
        label={m.tokenAllows()}
        options={[
          { value: 'READ', label: m.tokenRead() },
          { value: 'WRITE', label: m.tokenWrite() },
          { value: 'SOME', label: m.tokenSome() },
        ]}
        chosen={extent}
        onChoose={setExtent}
      />
      {extent === 'SOME' && <Scopes chosen={some} onChoose={setSome} problem={problem.scopes} />}
      <Lifetime days={days} onChoose={setDays} />
      {problem.all && <Notice kind="error">{problem.all}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" kind="primary" disabled={fetching}>
          {m.tokenCreate()}
        </Button>
      </div>
    </form>
  );
}

type ScopesProps = { chosen: Scope[]; onChoose: (scopes: Scope[]) => void; problem: string | undefined };

function Scopes({ chosen, onChoose, problem }: ScopesProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{m.tokenAllows()}</legend>
      {allScopes.map((scope) => (
        <label key={scope} className="flex min-h-6 items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4.5 accent-accent"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, scope] : chosen.filter((each) => each !== scope))
            }
          />
          {scopeLabels[scope]()}
        </label>
      ))}
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

function Lifetime({ days, onChoose }: { days: string; onChoose: (days: string) => void }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {m.tokenExpires()}
      </label>
      <select
        id={id}
        className="field h-11 px-3"
        value={days}
        onChange={({ target }) => onChoose(target.value)}
      >
        {lifetimes.map((each) => (
          <option key={each} value={each}>
            {each === '' ? m.tokenNever() : m.tokenInDays({ days: Number(each) })}
          </option>
        ))}
      </select>
    </div>
  );
}

function NewToken({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog title={m.tokenMade()} onClose={onClose}>
      <p className="text-ink-soft">{m.tokenOnce()}</p>
      <div className="mt-3 flex items-center gap-2">
        <code className="field min-w-0 flex-1 px-3 py-2 text-sm break-all" dir="ltr">
          {secret}
        </code>
        <CopyButton text={() => secret} label={m.tokenCopy()} />
      </div>
      <div className="mt-5 flex justify-end">
        <Button kind="primary" onClick={onClose}>
          {m.tokenDone()}
        </Button>
      </div>
    </Dialog>
  );
}
