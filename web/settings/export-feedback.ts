import type { Client } from 'urql';
import type { FeedbackPageQuery } from '../graphql/generated/graphql.ts';
import { FeedbackPage } from './documents.ts';

type Node = NonNullable<FeedbackPageQuery['viewer']>['feedback']['nodes'][number];

export type Opinion = {
  rating: 'UP' | 'DOWN';
  note: string | null;
  ratedAt: string;
  conversation: string;
  model: string | null;
  question: string | null;
  answer: string;
};

/** All opinions, newest first; null if they could not be read. */
export async function collectFeedback(client: Client): Promise<Opinion[] | null> {
  const opinions: Opinion[] = [];
  let after: string | null = null;
  do {
    const page = await readPage(client, after);
    if (!page) return null;
    opinions.push(...page.nodes.map(toOpinion));
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  return opinions;
}

async function readPage(client: Client, after: string | null) {
  const { data } = await client.query(FeedbackPage, { after }, { requestPolicy: 'network-only' });
  return data?.viewer?.feedback ?? null;
}

const toOpinion = ({ rating, note, updatedAt, message }: Node): Opinion => ({
  rating,
  note: note ?? null,
  ratedAt: updatedAt,
  conversation: message.conversation.title,
  model: message.generation?.model.name ?? null,
  question: message.parent?.text ?? null,
  answer: message.text,
});

export function asMarkdown(opinions: Opinion[]): string {
  return opinions
    .map(({ rating, note, ratedAt, conversation, model, question, answer }) =>
      [
        `## ${rating === 'UP' ? '👍' : '👎'} ${conversation}`,
        `${ratedAt}${model ? ` · ${model}` : ''}`,
        ...(note ? [quote(note)] : []),
        ...(question ? ['### Question', question] : []),
        '### Answer',
        answer,
      ].join('\n\n'),
    )
    .join('\n\n---\n\n');
}

const quote = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
