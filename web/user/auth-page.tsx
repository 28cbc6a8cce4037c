import { type ReactNode, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { m } from '../lib/messages.ts';
import { homePath } from '../lib/paths.ts';
import { Mark } from '../ui/mark.tsx';
import { Notice } from '../ui/notice.tsx';
import { AuthForm } from './auth-form.tsx';
import { isKnownHere, rememberPerson } from './known-here.ts';

type Props = {
  isSignUpOpen: boolean;
  /** The session ended while the page was open. */
  wasSignedOut: boolean;
  /** The account that was signed in here is gone. */
  wasDeleted: boolean;
  onSignedIn: () => void;
};

type Mode = 'sign-in' | 'sign-up';

const ownPath = /^\/(sign-in|sign-up)$/;

export default function AuthPage({ isSignUpOpen, wasSignedOut, wasDeleted, onSignedIn }: Props) {
  const [wanted, setWanted] = useState<Mode>(() => firstMode(wasSignedOut));
  const mode = isSignUpOpen ? wanted : 'sign-in';
  const isNew = mode === 'sign-up';
  const isGoodbye = wasDeleted && !isNew;
  const [title, lead] = isNew
    ? [m.signUpTitle, m.signUpLead]
    : isGoodbye
      ? [m.accountDeletedTitle, m.accountDeleted]
      : [m.signInTitle, m.signInLead];

  const enter = () => {
    rememberPerson();
    if (ownPath.test(location.pathname)) navigate(homePath, { replace: true });
    onSignedIn();
  };
  return (
    <main className="auth-page">
      <div className="w-full max-w-sm">
        <div className="mb-7 flex items-center gap-2.5">
          <Mark size={32} />
          <span className="text-xl font-semibold tracking-tight">{m.appName()}</span>
        </div>
        <h1 className="text-2xl font-semibold tracking-tight">{title()}</h1>
        <p role={isGoodbye ? 'status' : undefined} className="mt-1 mb-6 text-ink-soft">
          {lead()}
        </p>
        {wasSignedOut && !wasDeleted && (
          <div className="mb-4">
            <Notice kind="error">{m.sessionEnded()}</Notice>
          </div>
        )}
        <AuthForm mode={mode} onSignedIn={enter} />
        <p className="mt-6 text-center text-sm text-ink-soft">
          {!isSignUpOpen && m.signUpClosed()}
          {isSignUpOpen && isNew && (
            <Switch to="sign-in" lead={m.haveAccount()} onSwitch={setWanted}>
              {m.signInInstead()}
            </Switch>
          )}
          {isSignUpOpen && !isNew && (
            <Switch to="sign-up" lead={m.newHere()} onSwitch={setWanted}>
              {m.createAccount()}
            </Switch>
          )}
        </p>
      </div>
    </main>
  );
}

/** A browser that never signed in here most likely belongs to somebody new: the first run starts with sign-up. */
function firstMode(wasSignedOut: boolean): Mode {
  const [, path] = ownPath.exec(location.pathname) ?? [];
  if (path) return path as Mode;
  return wasSignedOut || isKnownHere() ? 'sign-in' : 'sign-up';
}

type SwitchProps = { to: Mode; lead: string; children: ReactNode; onSwitch: (mode: Mode) => void };

function Switch({ to, lead, children, onSwitch }: SwitchProps) {
  return (
    <>
      {lead}{' '}
      <a
        href={`/${to}`}
        className="link inline-block py-1"
        onClick={(event) => {
          event.preventDefault();
          onSwitch(to);
        }}
      >
        {children}
      </a>
    </>
  );
}
