import { useId, useState } from 'react';
import { useMutation } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import type { ApiScope } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Checks } from './checks.tsx';
import { Choices } from './choices.tsx';
import { ShownOnce } from './shown-once.tsx';
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
  if (secret !== null) {
    const said = { title: m.tokenMade(), lead: m.tokenOnce(), copy: m.tokenCopy() };
    return <ShownOnce {...said} secret={secret} onClose={onClose} />;
  }
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
    else setProblem({ all: refusalSentence(result, m.saveFailed()) });
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
      {extent === 'SOME' && (
        <Checks
          label={m.tokenAllows()}
          options={allScopes.map((value) => ({ value, label: scopeLabels[value]() }))}
          chosen={some}
          onChoose={setSome}
          problem={problem.scopes}
        />
      )}
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
