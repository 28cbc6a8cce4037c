import { ThumbsDownIcon, ThumbsUpIcon } from 'lucide-react';
import { useState } from 'react';
import { useMutation } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import { type FragmentType, getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type { FeedbackRating } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { TextArea } from '../ui/text-area.tsx';

const RatingView = graphql(`
  fragment RatingView on Message {
    id
    feedback {
      rating
      note
    }
  }
`);

const RateMessage = graphql(`
  mutation RateMessage($input: RateMessageInput!) {
    rateMessage(input: $input) {
      __typename
      ... on RateMessagePayload {
        assistantMessage {
          ...RatingView
        }
      }
      ... on ValidationError {
        code
        message
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
    }
  }
`);

function useRate(messageId: string) {
  const [, mutate] = useMutation(RateMessage);
  return async (rating: FeedbackRating | null, note: string | null): Promise<boolean> => {
    const { data } = await mutate({ input: { messageId, rating, note } });
    if (data?.rateMessage.__typename === 'RateMessagePayload') return true;
    showToast(refusalSentence(data?.rateMessage, m.rateFailed()));
    return false;
  };
}

type Props = { message: FragmentType<typeof RatingView>; onNote: (isNoting: boolean) => void };

const thumbs = [
  { rating: 'UP', label: m.rateUp, Icon: ThumbsUpIcon },
  { rating: 'DOWN', label: m.rateDown, Icon: ThumbsDownIcon },
] as const;

/** A thumb counts at once; the note is a second, optional step. The pressed thumb takes it all back. */
export function RatingButtons({ message, onNote }: Props) {
  const { id, feedback } = getFragmentData(RatingView, message);
  const rate = useRate(id);
  const press = async (rating: FeedbackRating) => {
    const isTakenBack = feedback?.rating === rating;
    const isKept = await rate(isTakenBack ? null : rating, isTakenBack ? null : (feedback?.note ?? null));
    if (!isKept) return;
    onNote(!isTakenBack);
    if (!isTakenBack) return;
    const { note } = feedback;
    showToast(m.rateTakenBack(), { label: m.undo(), onChoose: () => void rate(rating, note ?? null) });
  };
  return thumbs.map(({ rating, label, Icon }) => (
    <IconButton
      key={rating}
      label={label()}
      size="small"
      isPressed={feedback?.rating === rating}
      onClick={() => press(rating)}
    >
      <Icon size={15} fill={feedback?.rating === rating ? 'currentColor' : 'none'} />
    </IconButton>
  ));
}

export function RatingNote({ message, onEnd }: { message: Props['message']; onEnd: () => void }) {
  const { id, feedback } = getFragmentData(RatingView, message);
  const rate = useRate(id);
  const [note, setNote] = useState(feedback?.note ?? '');
  const save = async (event: React.SubmitEvent) => {
    event.preventDefault();
    if (!(await rate(feedback?.rating ?? null, note.trim() || null))) return;
    showToast(m.rateThanks());
    onEnd();
  };
  return (
    <form className="mt-2 max-w-md" onSubmit={save}>
      <TextArea
        autoFocus
        label={m.rateNote()}
        rows={2}
        maxLength={2_000}
        value={note}
        onChange={setNote}
        onKeyDown={(event) => event.key === 'Escape' && onEnd()}
      />
      <div className="mt-2 flex gap-2">
        <Button type="submit" kind="primary" disabled={note.trim() === (feedback?.note ?? '')}>
          {m.rateNoteSend()}
        </Button>
        <Button onClick={onEnd}>{m.close()}</Button>
      </div>
    </form>
  );
}
