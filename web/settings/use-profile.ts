import { useMutation, useQuery } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import type { UpdateProfileInput } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Profile, UpdateProfile } from './documents.ts';

/** The viewer's profile and a change of it, which resolves to what is wrong, or null. */
export function useProfile() {
  const [{ data, error }] = useQuery({ query: Profile });
  const [{ fetching }, update] = useMutation(UpdateProfile);
  const save = async (input: UpdateProfileInput): Promise<string | null> => {
    const result = (await update({ input })).data?.updateProfile;
    if (result?.__typename !== 'UpdateProfilePayload') {
      return refusalSentence(result, m.saveFailed());
    }
    showToast(m.saved());
    return null;
  };
  return { profile: data?.viewer ?? null, hasFailed: !data && error !== undefined, isSaving: fetching, save };
}
