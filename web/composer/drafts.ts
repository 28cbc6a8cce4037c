/**
 * What a person has written and the server has not acknowledged. `attempt` is the last text that was sent, with the
 * idempotency key it was sent under; it stays until the server has answered, through reload and crash.
 */
export type Draft = {
  text: string;
  attempt: Attempt | null;
  /** Set while the attempt is on its way; once that has failed, its text is in `text` again and may be changed. */
  awaits?: 'answer' | 'connection';
  temperature?: number;
  pastes?: readonly string[];
};
/** `parentId`: the message it was to follow, which belongs to the request that the key stands for. */
export type Attempt = {
  key: string;
  text: string;
  parentId?: string | null;
  temperature?: number;
  beginning?: Beginning;
};
/** Of a new conversation. */
export type Beginning = { modelId: string | null; projectId?: string; temporary?: boolean };

export const emptyDraft: Draft = { text: '', attempt: null };

/**
 * The key to send `text` with. The same text (temperature and beginning) keeps the key of its last attempt, whose answer may have been lost on the
 * way: the server then returns what it already did instead of doing it twice.
 */
export function attemptOf(
  draft: Draft,
  message: Pick<Attempt, 'text' | 'parentId' | 'beginning'>,
  newKey: () => string,
): Attempt {
  const { attempt, temperature } = draft;
  const isSame =
    attempt?.text === message.text &&
    attempt.temperature === temperature &&
    JSON.stringify(attempt.beginning) === JSON.stringify(message.beginning);
  if (isSame) return attempt;
  return { key: newKey(), ...message, ...(temperature === undefined ? {} : { temperature }) };
}

/** The box is empty for the next thought, but the text is not forgotten yet. */
export const sending = (attempt: Attempt): Draft => ({ text: '', attempt, awaits: 'answer' });

/** It waits for a connection. */
export const queued = (draft: Draft): Draft => ({ ...draft, awaits: 'connection' });

export const isQueued = ({ awaits }: Draft): boolean => awaits === 'connection';

/** What an earlier page left: what waited for a connection goes on waiting, what was being sent is given back. */
export const reopened = (draft: Draft): Draft => (isQueued(draft) ? draft : restored(draft));

const longPaste = { characters: 10_000, lines: 300 };

/** So long that it is better kept beside what is written than in it. */
export const isLongPaste = (text: string): boolean =>
  text.length > longPaste.characters || text.split('\n', longPaste.lines + 1).length > longPaste.lines;

/** What is sent: the text, then each pasted block in a fence that no line in it closes. */
export function wholeText({ text, pastes = [] }: Draft): string {
  const blocks = pastes.map((paste) => {
    const longest = Math.max(
      2,
      ...[...paste.matchAll(/^ {0,3}(`{3,})/gm)].map(([, ticks = '']) => ticks.length),
    );
    const fence = '`'.repeat(longest + 1);
    const end = paste.endsWith('\n') ? '' : '\n';
    return `${fence}\n${paste}${end}${fence}`;
  });
  return [text.trim(), ...blocks].filter(Boolean).join('\n\n');
}

/** The server has it. What was typed meanwhile stays. */
export function acknowledged(draft: Draft, key: string): Draft {
  return draft.attempt?.key === key ? { ...draft, attempt: null, awaits: undefined } : draft;
}

/** The send failed, or the page was reloaded in the middle of it: the text is back, before what was typed meanwhile. */
export function restored(draft: Draft): Draft {
  const { awaits, ...rest } = draft;
  const { text, attempt } = rest;
  if (!attempt || !awaits) return draft;
  const { temperature = rest.temperature } = attempt;
  if (text.trim() === '') return { ...rest, text: attempt.text, temperature };
  return { ...rest, text: `${attempt.text}\n\n${text}`, attempt: null, temperature };
}

export function parseDraft(stored: string | null): Draft {
  try {
    const { text, attempt, awaits, temperature, pastes } = JSON.parse(stored ?? '{}') as Partial<Draft>;
    if (typeof text !== 'string') return emptyDraft;
    const isWhole = typeof attempt?.key === 'string' && typeof attempt.text === 'string';
    return {
      text,
      attempt: isWhole ? attempt : null,
      ...(isWhole && awaits ? { awaits } : {}),
      ...(typeof temperature === 'number' ? { temperature } : {}),
      ...(Array.isArray(pastes) && pastes.length > 0 ? { pastes: pastes.map(String) } : {}),
    };
  } catch {
    return emptyDraft;
  }
}

export function formatDraft({ text, attempt, awaits, temperature, pastes }: Draft): string | null {
  const isEmpty = text === '' && attempt === null && !pastes?.length;
  return isEmpty ? null : JSON.stringify({ text, attempt, awaits, temperature, pastes });
}
