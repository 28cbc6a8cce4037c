import { useEffect, useState } from 'react';
import type { GenerationStatus } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { isFinal } from './streams.ts';
import { useIsRunning, useStreams } from './streams-context.ts';

const repeatMs = 7_000;

type Props = { generation: { id: string; status: GenerationStatus } | null };

/** The one place that tells a screen reader how an answer fares: its start, that it goes on, its ending; never tokens. */
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
  const id = generation?.id;
  const stored = generation?.status;

  useEffect(() => {
    if (!isRunning) {
      // Failures speak for themselves (role=alert). What had ended before this page looked is not news.
      const status = (id && streams.get(id)?.ended?.status) ?? stored;
      setSaid((before) => (before === '' || !status || !isFinal(status) ? '' : endingSentence(status)));
      return;
    }
    setSaid(m.generating());
    let isOdd = false;
    const timer = setInterval(() => {
      // Spoken only when the text changes: a trailing space is such a change.
      isOdd = !isOdd;
      setSaid(m.stillGenerating() + (isOdd ? ' ' : ''));
    }, repeatMs);
    return () => clearInterval(timer);
  }, [isRunning, id, stored, streams]);
  return said;
}

function endingSentence(status: GenerationStatus): string {
  if (status === 'COMPLETED') return m.answerComplete();
  if (status === 'STOPPED') return m.answerStopped();
  return '';
}
