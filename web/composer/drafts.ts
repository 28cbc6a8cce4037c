/**
 * What a person has written and the server has not acknowledged. `attempt` is the last text that was sent, with the
 * idempotency key it was sent under; it stays until the server has answered, through reload and crash.
 */
export type Draft = { text: string; attempt: Attempt | null; temperature?: number };
/** `parentId`: the message it was to follow, which belongs to the request that the key stands for. */
export type Attempt = { key: string; text: string; parentId?: string | null; temperature?: number };

export const emptyDraft: Draft = { text: '', attempt: null };

/**
 * The key to send `text` with. The same text (and temperature) keeps the key of its last attempt, whose answer may have been lost on the
 * way: the server then returns what it already did instead of doing it twice.
 */
export function attemptOf(
  draft: Draft,
  message: Pick<Attempt, 'text' | 'parentId'>,
  newKey: () => string,
): Attempt {
  const { attempt, temperature } = draft;
  if (attempt?.text === message.text && attempt.temperature === temperature) return attempt;
  return { key: newKey(), ...message, ...(temperature === undefined ? {} : { temperature }) };
}

/** The box is empty for the next thought, but the text is not forgotten yet. */
export const sending = (attempt: Attempt): Draft => ({ text: '', attempt });

/** The server has it. What was typed meanwhile stays. */
export function acknowledged(draft: Draft, key: string): Draft {
  return draft.attempt?.key === key ? { ...draft, attempt: null } : draft;
}

/** The send failed, or the page was reloaded in the middle of it: the text is back, before what was typed meanwhile. */
export function restored(draft: Draft): Draft {
  const { text, attempt } = draft;
  if (!attempt || text.trim() === attempt.text) return draft;
  const { temperature = draft.temperature } = attempt;
  if (text.trim() === '') return { text: attempt.text, attempt, temperature };
  return { text: `${attempt.text}\n\n${text}`, attempt: null, temperature };
}

export function parseDraft(stored: string | null): Draft {
  try {
    const { text, attempt, temperature } = JSON.parse(stored ?? '{}') as Partial<Draft>;
    if (typeof text !== 'string') return emptyDraft;
    const isWhole = typeof attempt?.key === 'string' && typeof attempt.text === 'string';
    return {
      text,
      attempt: isWhole ? attempt : null,
      ...(typeof temperature === 'number' ? { temperature } : {}),
    };
  } catch {
    return emptyDraft;
  }
}

export function formatDraft({ text, attempt, temperature }: Draft): string | null {
  return text === '' && attempt === null ? null : JSON.stringify({ text, attempt, temperature });
}
