import { useState } from 'react';
import { useMutation } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import type { UserRole } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Choices } from './choices.tsx';
import { UpdateUser } from './people-documents.ts';
import type { Person } from './people-tab.tsx';

type Problems = { tokens?: string; cost?: string; all?: string };

export function PersonForm({ person, onClose }: { person: Person; onClose: () => void }) {
  const { id, displayName, budget } = person;
  const [role, setRole] = useState<UserRole>(person.role);
  const [tokens, setTokens] = useState(budget?.monthlyTokens?.toString() ?? '');
  const [cost, setCost] = useState(
    budget?.monthlyCostMicros == null ? '' : String(budget.monthlyCostMicros / 1e6),
  );
  const [problems, setProblems] = useState<Problems>({});
  const [{ fetching }, update] = useMutation(UpdateUser);

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    if (fetching) return;
    const [monthlyTokens, dollars] = [amountIn(tokens), amountIn(cost)];
    if (monthlyTokens === undefined) return setProblems({ tokens: m.budgetWrong() });
    if (dollars === undefined) return setProblems({ cost: m.budgetWrong() });
    const monthlyCostMicros = dollars === null ? null : Math.round(dollars * 1e6);
    const whole = monthlyTokens === null ? null : Math.round(monthlyTokens);
    const input = { userId: id, role, monthlyTokens: whole, monthlyCostMicros };
    const result = (await update({ input })).data?.updateUser;
    if (result?.__typename === 'UpdateUserPayload') return onClose();
    setProblems({ all: refusalSentence(result, m.saveFailed()) });
  };
  return (
    <Dialog title={displayName} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        <Choices
          name="role"
          label={m.personRole()}
          options={[
            { value: 'MEMBER', label: m.roleMember() },
            { value: 'ADMIN', label: m.roleAdmin() },
          ]}
          chosen={role}
          onChoose={setRole}
        />
        <Field
          label={m.budgetTokens()}
          inputMode="numeric"
          value={tokens}
          hint={m.budgetHint()}
          error={problems.tokens ?? null}
          onChange={setTokens}
        />
        <Field
          label={m.budgetCost()}
          inputMode="decimal"
          value={cost}
          hint={m.budgetHint()}
          error={problems.cost ?? null}
          onChange={setCost}
        />
        {problems.all && <Notice kind="error">{problems.all}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.cancel()}</Button>
          <Button type="submit" kind="primary" disabled={fetching}>
            {m.save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Null for nothing, undefined for what is no amount. */
function amountIn(text: string): number | null | undefined {
  const bare = text.trim().replace(',', '.');
  if (bare === '') return null;
  const amount = Number(bare);
  return Number.isFinite(amount) && amount >= 0 && amount <= 1e9 ? amount : undefined;
}
