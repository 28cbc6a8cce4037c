import type { Catalog } from '../model/catalog.ts';
import { type ChatRequest, type ChatTurn, ModelFailure, type ModelInfo } from '../model/chat-model.ts';
import { countTokens, mostTokens } from '../model/tokens.ts';
import type { Db } from '../platform/db.ts';
import { type Instructions, instructionColumns, instructionsFrom, joinInstructions } from './instructions.ts';
import { type Fit, readTexts, takeFromEnd, turnTokens } from './path.ts';
import { omittedAbove, reservedTokens, withoutLeadingAnswers } from './window.ts';

/**
 * What the model is sent: the instructions, then the newest part of the path to the question that fits, whole messages
 * only. An answer that is continued follows as the model's own turn, with the request to go on.
 */
export type Prompt = { request: Pick<ChatRequest, 'turns' | 'temperature'>; omittedMessages: number };

export type Wanted = { id: string; epoch: number; model_name: string; questionId: string };

type PromptContext = { db: Db; catalog: Catalog };

type Frame = Instructions & { temperature: number | null; begun: string | null };

const goOn =
  'Continue your last answer exactly where it broke off: do not repeat anything of it, do not introduce or comment ' +
  'on the continuation, and begin in the middle of a word, sentence or code block if that is where it ended.';

const frameSql = `
  SELECT ${instructionColumns}, g.temperature, begun.text AS begun
  FROM generation g
  JOIN ${instructionsFrom} ON c.id = g.conversation_id
  LEFT JOIN message begun ON begun.id = g.continued_from_id
  WHERE g.id = $1`;

const omittedSql = `UPDATE generation SET omitted_messages = $3 WHERE id = $1 AND epoch = $2 AND status = 'STREAMING'`;

/** The prompt of a claimed generation, with what it leaves out noted; or the failure that it does not fit at all. */
export async function preparePrompt(ctx: PromptContext, wanted: Wanted): Promise<Prompt | ModelFailure> {
  const { rows } = await ctx.db.hot.query<Frame>({ name: 'frame', text: frameSql, values: [wanted.id] });
  // Gone since it was claimed; its log finds that out.
  if (!rows[0]) return new ModelFailure('UNEXPECTED', 'This conversation was deleted.');
  const prompt = await buildPrompt(ctx, wanted, rows[0]);
  if (prompt instanceof ModelFailure) return prompt;
  const values = [wanted.id, wanted.epoch, prompt.omittedMessages];
  await ctx.db.hot.query({ name: 'omitted', text: omittedSql, values });
  return prompt;
}

async function buildPrompt({ db, catalog }: PromptContext, wanted: Wanted, frame: Frame) {
  const model = catalog.describe(wanted.model_name);
  const instructions = joinInstructions(frame);
  const before: ChatTurn[] = instructions ? [{ role: 'system', content: instructions }] : [];
  const after: ChatTurn[] = frame.begun
    ? [
        { role: 'assistant', content: frame.begun },
        { role: 'user', content: goOn },
      ]
    : [];
  const fixed = [...before, ...after];
  const fit = await fitThread(db, wanted.questionId, model, fixed);
  if (fit.taken.length === 0 && fit.refused) return tooLong(model, fit.refused.tokens, fit.fixedTokens);
  const sent = withoutLeadingAnswers(fit);
  const texts = await readTexts(
    db,
    sent.map(({ id }) => id),
  );
  const path = sent.toReversed().map(({ id, role }): ChatTurn => {
    return { role: role === 'USER' ? 'user' : 'assistant', content: texts.get(id) ?? '' };
  });
  const turns = [...before, ...path, ...after];
  const temperature = frame.temperature ?? undefined;
  return { request: { turns, temperature }, omittedMessages: omittedAbove(sent, fit) };
}

/** Most threads fit even if each byte were a token: only the others are counted, which takes a moment at first. */
async function fitThread(db: Db, questionId: string, model: ModelInfo, fixed: ChatTurn[]) {
  const room = model.contextWindow - reservedTokens(model.contextWindow);
  const texts = fixed.map(({ content }) => content);
  const most = sum(texts.map(mostTokens));
  if (most < room) {
    const fit = await takeFromEnd(db, questionId, room - most, 'most');
    if (!fit.refused) return { ...fit, fixedTokens: most };
  }
  const fixedTokens = sum(await countTokens(texts));
  const fit: Fit = await takeFromEnd(db, questionId, room - fixedTokens, 'exact');
  return { ...fit, fixedTokens };
}

const sum = (counts: number[]) => counts.reduce((total, count) => total + count + turnTokens, 0);

function tooLong(model: ModelInfo, questionTokens: number, fixedTokens: number): ModelFailure {
  const room = model.contextWindow - reservedTokens(model.contextWindow);
  const besides = fixedTokens > 0 ? `, of which ${inTokens(fixedTokens)} are taken by instructions` : '';
  return new ModelFailure(
    'TOO_LONG',
    `Your message is ${inTokens(questionTokens)} long, and ${model.displayName} can read ${inTokens(room)}${besides}: ` +
      'shorten the message, or choose a model with a larger context window.',
  );
}

const inTokens = (count: number) => `${count.toLocaleString('en')} tokens`;
