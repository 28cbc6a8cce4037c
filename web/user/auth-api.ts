import { m } from '../lib/messages.ts';

export type AuthField = 'name' | 'email' | 'password';
export type AuthProblem = { field: AuthField | null; text: string };
type Answer = { code?: string; message?: string };

/** Each resolves to null when it worked, and to what to tell the person when it did not. */
export const signIn = (input: { email: string; password: string }) => post('sign-in/email', input);

export const signUp = (input: { email: string; password: string; name: string }) =>
  post('sign-up/email', input);

export const signOut = () => post('sign-out', {});

async function post(path: string, input: object): Promise<AuthProblem | null> {
  try {
    const response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(20_000),
    });
    if (response.ok) return null;
    const answer: Answer = await response.json().catch(() => ({}));
    return problemOf(response.status, answer);
  } catch {
    return { field: null, text: m.errorNetwork() };
  }
}

/** better-auth's codes in the words of this screen. */
function problemOf(status: number, { code = '', message }: Answer): AuthProblem {
  if (status === 429) return { field: null, text: m.errorTooManyTries() };
  if (code === 'INVALID_EMAIL_OR_PASSWORD') return { field: 'password', text: m.errorWrongPassword() };
  if (code.startsWith('USER_ALREADY_EXISTS')) return { field: 'email', text: m.errorEmailTaken() };
  if (code === 'INVALID_EMAIL') return { field: 'email', text: m.errorEmail() };
  if (code === 'PASSWORD_TOO_SHORT') return { field: 'password', text: m.errorPasswordShort() };
  if (code === 'PASSWORD_TOO_LONG') return { field: 'password', text: m.errorPasswordLong() };
  if (code.includes('SIGN_UP') && status < 500) return { field: null, text: m.signUpClosed() };
  if (status >= 500 || !message) return { field: null, text: m.errorServer() };
  return { field: null, text: message };
}

const looksLikeEmail = /^\S+@\S+\.\S+$/;
const passwordLength = { least: 8, most: 128 };

type Typed = { mode: 'sign-in' | 'sign-up'; name: string; email: string; password: string };

/** What can be said without asking the server. */
export function checkTyped({ mode, name, email, password }: Typed): AuthProblem | null {
  if (mode === 'sign-up' && name.trim() === '') return { field: 'name', text: m.errorName() };
  if (!looksLikeEmail.test(email.trim())) return { field: 'email', text: m.errorEmail() };
  if (password === '') return { field: 'password', text: m.errorPassword() };
  if (mode === 'sign-in') return null;
  if (password.length < passwordLength.least) return { field: 'password', text: m.errorPasswordShort() };
  if (password.length > passwordLength.most) return { field: 'password', text: m.errorPasswordLong() };
  return null;
}
