import type {
  FailureReason,
  FinishReason,
  FollowGenerationSubscription,
  GenerationStatus,
} from '../graphql/generated/graphql.ts';

export type GenerationEvent = FollowGenerationSubscription['generation'];
export type Ended = {
  status: GenerationStatus;
  finishReason: FinishReason | null;
  failureMessage: string | null;
  failureReason?: FailureReason | null;
  retryAt?: string | null;
};

/** What a reader holds of one generation: all text up to chunk `seq`, and how it ended. */
export type Reading = { seq: number | null; text: string; ended: Ended | null };

export const nothingRead: Reading = { seq: null, text: '', ended: null };

/**
 * The reader's half of the stream contract. Any event may come twice or late (graphql-ws asks again with the original
 * variables after a reconnect), so what is already held is ignored. `gap` means that chunks are missing: the caller
 * subscribes again without `after`, which starts with a snapshot.
 */
export function reduce(reading: Reading, event: GenerationEvent): Reading | 'gap' {
  if (reading.ended) return reading;
  switch (event.__typename) {
    case 'GenerationSnapshot':
      // An older snapshot would make shown text shrink.
      if (reading.seq !== null && event.seq <= reading.seq) return reading;
      return { seq: event.seq, text: event.text, ended: null };
    case 'GenerationDelta':
      if (reading.seq !== null && event.seq <= reading.seq) return reading;
      if (event.fromSeq !== reading.seq) return 'gap';
      return { seq: event.seq, text: reading.text + event.text, ended: null };
    case 'GenerationEnded':
      return { seq: event.seq, text: event.generation.message.text, ended: event.generation };
    default:
      return reading;
  }
}
