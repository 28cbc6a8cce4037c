import { useEffect, useRef, useState } from 'react';
import type { GenerationStatus } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { spokenLength, toSpeech } from './spoken.ts';
import { isFinal } from './streams.ts';
import { useIsRunning, useStreams } from './streams-context.ts';

const everyMs = 2_500;
/** Silence so long makes people wonder. */
const quietRounds = 3;

type Props = { generation: { id: string; status: GenerationStatus } | null };

/** The one place that tells a screen reader how an answer fares: its start, its sentences, its ending; never tokens. */
export function Announcer({ generation }: Props) {
  return (
    <p role="status" className="sr-only">
      {useAnnouncement(generation)}
    </p>
  );
}

function useAnnouncement(generation: Props['generation']): string {
  const streams = useStreams();
  const isRunning = useIsRunning(generation);
  const [said, setSaid] = useState('');
  /** How much of the answer was read out. */
  const spoken = useRef(0);
  const id = generation?.id;
  const stored = generation?.status;

  useEffect(() => {
    if (!isRunning) {
      // Failures speak for themselves (role=alert). What had ended before this page looked is not news.
      const live = id ? streams.get(id) : null;
      const status = live?.ended?.status ?? stored;
      const rest = toSpeech(live?.text.slice(spoken.current) ?? '');
      setSaid((before) =>
        before === '' || !status || !isFinal(status) ? '' : `${rest} ${endingSentence(status)}`.trim(),
      );
      return;
    }
    setSaid(m.generating());
    spoken.current = 0;
    let quiet = 0;
    const timer = setInterval(() => {
      const fresh = (id && streams.get(id)?.text.slice(spoken.current)) || '';
      const length = spokenLength(fresh);
      spoken.current += length;
      const words = toSpeech(fresh.slice(0, length));
      quiet = words === '' ? quiet + 1 : 0;
      if (words !== '') setSaid(words);
      // Spoken only when the text changes: a trailing space is such a change.
      else if (quiet % quietRounds === 0)
        setSaid(m.stillGenerating() + ' '.repeat((quiet / quietRounds) % 2));
    }, everyMs);
    return () => clearInterval(timer);
  }, [isRunning, id, stored, streams]);
  return said;
}

function endingSentence(status: GenerationStatus): string {
  if (status === 'COMPLETED') return m.answerComplete();
  if (status === 'STOPPED') return m.answerStopped();
  return '';
}
