import { type SubmitEvent, useRef, useState } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { type AuthField, type AuthProblem, checkTyped, signIn, signUp } from './auth-api.ts';
import { PasswordField } from './password-field.tsx';

type Props = { mode: 'sign-in' | 'sign-up'; onSignedIn: () => void };

/** Keeps what was typed through every error and through a change between signing in and up. */
export function AuthForm({ mode, onSignedIn }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState({ name: '', email: '', password: '' });
  const [problem, setProblem] = useState<AuthProblem | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isNew = mode === 'sign-up';

  const show = (found: AuthProblem) => {
    setProblem(found);
    const field = form.current?.elements.namedItem(found.field ?? 'email');
    if (found.field && field instanceof HTMLElement) field.focus();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const found = checkTyped({ mode, ...typed });
    if (found) return show(found);
    setIsBusy(true);
    setProblem(null);
    const { name, password } = typed;
    const email = typed.email.trim();
    const refused = await (isNew
      ? signUp({ name: name.trim(), email, password })
      : signIn({ email, password }));
    setIsBusy(false);
    if (refused) show(refused);
    else onSignedIn();
  };
  const field = (name: AuthField) => ({
    name,
    value: typed[name],
    error: problem?.field === name ? problem.text : null,
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
  });

  return (
    <form ref={form} className="flex flex-col gap-4" onSubmit={submit} noValidate>
      {problem && problem.field === null && <Notice kind="error">{problem.text}</Notice>}
      {isNew && <Field label={m.name()} autoComplete="name" {...field('name')} />}
      <Field
        label={m.email()}
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        {...field('email')}
      />
      <PasswordField isNew={isNew} {...field('password')} />
      <Button type="submit" kind="primary" isWide disabled={isBusy} className="mt-1 min-h-11">
        {isNew ? m.signUp() : m.signIn()}
      </Button>
    </form>
  );
}
