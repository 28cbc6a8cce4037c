import { PlusIcon, Trash2Icon } from 'lucide-react';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DeleteQuestion } from '../conversation/delete-question.tsx';
import type { ApiTokensQuery } from '../graphql/generated/graphql.ts';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Spent } from './spent.tsx';
import { ApiTokens, RevokeApiToken } from './token-documents.ts';
import { TokenForm } from './token-form.tsx';

type Token = NonNullable<ApiTokensQuery['viewer']>['apiTokens']['nodes'][number];

export function TokensSection() {
  const [{ data, error }] = useQuery({ query: ApiTokens, requestPolicy: 'cache-and-network' });
  const [isMaking, setIsMaking] = useState(false);
  const [leaving, setLeaving] = useState<Token | null>(null);
  const revoke = useRevoke();
  const tokens = data?.viewer?.apiTokens.nodes;
  if (!tokens && error) return <p role="alert">{m.loadFailed()}</p>;
  if (!tokens) return <Skeleton label={m.loading()} widths={['80%', '70%']} />;
  return (
    <>
      <h2 className="font-medium">{m.tokensTitle()}</h2>
      <p className="text-ink-soft">{m.tokensLead()}</p>
      {tokens.length === 0 && <p className="text-ink-soft">{m.tokensEmpty()}</p>}
      <ul className="preset-list">
        {tokens.map((token) => (
          <TokenCard key={token.id} token={token} onRevoke={() => setLeaving(token)} />
        ))}
      </ul>
      <div>
        <Button kind="primary" onClick={() => setIsMaking(true)}>
          <PlusIcon size={16} aria-hidden />
          {m.tokenNew()}
        </Button>
      </div>
      {isMaking && <TokenForm onClose={() => setIsMaking(false)} />}
      {leaving && (
        <DeleteQuestion
          title={m.tokenRevokeTitle({ name: leaving.name })}
          lead={m.tokenRevokeLead()}
          confirm={m.tokenRevokeConfirm()}
          onCancel={() => setLeaving(null)}
          onConfirm={() => {
            setLeaving(null);
            void revoke(leaving);
          }}
        />
      )}
    </>
  );
}

function TokenCard({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const { name, prefix, scopes, lastUsedAt, expiresAt, budget } = token;
  const facts = [
    lastUsedAt ? m.sessionUsed({ time: when(lastUsedAt) }) : m.tokenUnused(),
    expiresAt && m.tokenUntil({ time: when(expiresAt) }),
  ];
  return (
    <li className="preset-card">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <bdi className="font-medium break-words">{name}</bdi>
          {scopes.map((scope) => (
            <span key={scope} className="badge" dir="ltr">
              {scope}
            </span>
          ))}
        </span>
        <span className="block text-sm text-ink-soft">
          <bdi className="font-mono">{prefix}…</bdi> · {facts.filter(Boolean).join(' · ')}
        </span>
        <Spent budget={budget} />
      </span>
      <IconButton label={m.tokenRevoke({ name })} onClick={onRevoke}>
        <Trash2Icon size={16} />
      </IconButton>
    </li>
  );
}

const when = (time: string): string => formatDate(time, { dateStyle: 'medium', timeStyle: 'short' });

function useRevoke() {
  const [, revoke] = useMutation(RevokeApiToken);
  return async ({ id, name }: Token) => {
    const result = (await revoke({ input: { apiTokenId: id } })).data?.revokeApiToken;
    // What is not there any more is revoked, too.
    showToast(result ? m.tokenRevoked({ name }) : m.saveFailed());
  };
}
