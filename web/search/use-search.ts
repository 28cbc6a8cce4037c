import { useEffect, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { errorCode, errorSentence } from '../graphql/errors.ts';
import type { SearchHitsQuery } from '../graphql/generated/graphql.ts';
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

/** What is wrong with a query, the server says best. */
const sentenceFor = (error: CombinedError) =>
  errorCode(error) === 'BAD_USER_INPUT'
    ? (error.graphQLErrors[0]?.message ?? errorSentence(error)).replaceAll('`', '')
    : errorSentence(error);
