import { useEffect, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { errorCode, errorSentence } from '../graphql/errors.ts';
import type { SearchHitsQuery } from '../graphql/generated/graphql.ts';
import { isEnglish } from '../lib/locale.ts';
import { m } from '../lib/messages.ts';
import { SearchHits } from './documents.ts';

export type Hit = SearchHitsQuery['search']['edges'][number];

/** `answered` is what the hits belong to; they stay on screen until the next ones are here. */
export type SearchState = { answered: string; hits: Hit[]; problem: string | null };

/** Long enough that a fast typist asks once, short enough that nobody notices it. */
const pauseMs = 120;
const nothing: SearchState = { answered: '', hits: [], problem: null };

/** Finds what is typed, as it is typed. */
export function useSearch(typed: string): SearchState {
  const client = useClient();
  const [state, setState] = useState(nothing);
  const query = typed.trim();
  useEffect(() => {
    if (query === '') return setState(nothing);
    let isWanted = true;
    const timer = setTimeout(async () => {
      const variables = { query, first: 24 };
      const { data, error } = await client.query(SearchHits, variables, { requestPolicy: 'network-only' });
      if (!isWanted) return;
      setState((before) =>
        data
          ? { answered: query, hits: data.search.edges, problem: null }
          : { ...before, answered: query, problem: error ? sentenceFor(error) : null },
      );
    }, pauseMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [client, query]);
  return query === '' ? nothing : state;
}

/** What is wrong with a query, the server says best, in English: which prefix it is about can be read off it. */
function sentenceFor(error: CombinedError): string {
  if (errorCode(error) !== 'BAD_USER_INPUT') return errorSentence(error);
  const said = error.graphQLErrors[0]?.message ?? '';
  if (isEnglish() && said) return said.replaceAll('`', '');
  const prefix = /^`(\w+:)`/.exec(said)?.[1] ?? '';
  const choices = valuesOf[prefix];
  if (!choices) return m.searchRefused();
  return choices === dates ? m.searchDate({ prefix, examples: dates }) : m.searchChoice({ prefix, choices });
}

const dates = '2026-11-30, 2026-11, 2026';
const valuesOf: Record<string, string> = {
  'before:': dates,
  'after:': dates,
  'in:': 'title',
  'role:': 'me, model',
  'is:': 'pinned, archived',
};
