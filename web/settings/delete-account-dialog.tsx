import { useState } from 'react';
import { useClient } from 'urql';
import { errorSentence, refusalSentence } from '../graphql/errors.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLeaveForGood } from '../user/leave-for-good.ts';
import { PasswordField } from '../user/password-field.tsx';
import { useViewer } from '../user/viewer.ts';
import { DeleteAccount } from './account-documents.ts';

type Typed = { email: string; password: string };
type Problems = Partial<Record<keyof Typed | 'all', string>>;

/** Asks for the e-mail and the password before what nobody can undo. */
export function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const viewer = useViewer();
  const [typed, setTyped] = useState<Typed>({ email: '', password: '' });
  const [problems, setProblems] = useState<Problems>({});
  const [isBusy, setIsBusy] = useState(false);
  const remove = useDelete();
  const leave = useLeaveForGood();
  const ownEmail = viewer.email ?? '';

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const found = problemsOf(typed, ownEmail);
    setProblems(found ?? {});
    if (found) return;
    setIsBusy(true);
    const refusal = await remove(typed);
    if (!refusal) return leave();
    setIsBusy(false);
    setProblems(refusal);
  };
  return (
    <Dialog title={m.deleteAccountTitle()} onClose={() => isBusy || onClose()}>
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        <p className="text-ink-soft">{m.deleteAccountWarning()}</p>
        {problems.all && <Notice kind="error">{problems.all}</Notice>}
        <Field
          label={m.deleteAccountEmail()}
          type="email"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          value={typed.email}
          hint={m.deleteAccountEmailHint({ email: ownEmail })}
          error={problems.email ?? null}
          onChange={(email) => setTyped({ ...typed, email })}
        />
        <PasswordField
          isNew={false}
          name="password"
          value={typed.password}
          error={problems.password ?? null}
          onChange={(password) => setTyped({ ...typed, password })}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose} disabled={isBusy}>
            {m.cancel()}
          </Button>
          <Button type="submit" kind="danger" disabled={isBusy}>
            {m.deleteAccountConfirm()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What can be said without asking the server. */
function problemsOf({ email, password }: Typed, ownEmail: string): Problems | null {
  if (email.trim().toLowerCase() !== ownEmail.toLowerCase()) return { email: m.deleteAccountEmailWrong() };
  return password === '' ? { password: m.errorPassword() } : null;
}

function useDelete() {
  const client = useClient();
  /** Resolves to what stands in the way, or null when it is done. */
  return async (input: Typed): Promise<Problems | null> => {
    const { data, error } = await client.mutation(DeleteAccount, { input });
    const result = data?.deleteAccount;
    if (result?.__typename === 'DeleteAccountPayload') return null;
    if (result?.__typename === 'ValidationError') {
      return Object.fromEntries(result.issues.map(({ path, message }) => [path[0] ?? 'all', message]));
    }
    return { all: refusalSentence(result, error ? errorSentence(error) : m.errorServer()) };
  };
}
