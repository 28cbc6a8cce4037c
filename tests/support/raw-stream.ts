import { onTestFinished } from 'vitest';
import type { Person, Transport } from './person.ts';

const guardMs = 10_000;

/** Everything that a subscription says, on either transport, as it came; whether it is data or an error. */
export function rawStream(person: Person, over: Transport, query: string) {
  let said = '';
  const watchers = new Set<() => void>();
  const hear = (text: string) => {
    said += text;
    for (const look of watchers) look();
  };
  onTestFinished(over === 'sse' ? hearSse(person, query, hear) : hearSocket(person, query, hear));
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const guard = setTimeout(() => reject(new Error(`“${text}” was not said, but: ${said}`)), guardMs);
      const look = () => {
        if (!said.includes(text)) return;
        clearTimeout(guard);
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  return {
    said: () => said,
    /** Resolves once it has said this. */
    says,
    /** Resolves once the server has cut it. */
    ends: () => says('(cut)'),
  };
}

function hearSocket(person: Person, query: string, hear: (text: string) => void): () => void {
  return person.socket().subscribe(
    { query },
    {
      next: (result) => hear(JSON.stringify(result)),
      error: (error) => hear(error instanceof Error ? error.message : JSON.stringify(error)),
      complete: () => hear('(complete)'),
    },
  );
}

function hearSse(person: Person, query: string, hear: (text: string) => void): () => void {
  const abort = new AbortController();
  const read = async () => {
    const response = await fetch(`${person.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...person.credentials() },
      body: JSON.stringify({ query }),
      signal: abort.signal,
    });
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) hear(text);
    hear('(complete)');
  };
  read().catch((error) => abort.signal.aborted || hear(`${error} (cut)`));
  return () => abort.abort();
}
