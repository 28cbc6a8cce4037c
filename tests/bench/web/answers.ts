/** What the scripted model writes for a bench. Each piece carries its number, so that a screen shows how far it is. */
export type Shape = 'paragraph' | 'blocks' | 'list' | 'quotes' | 'lists' | 'brackets' | 'cells';

/** A question that tells the upstream of the bench what to answer. */
export type Order = { shape: Shape; tokens: number; rate: number; characters: number };

export const orderText = (order: Order): string => `bench ${JSON.stringify(order)}`;

export const mark = (index: number): string => `n${String(index).padStart(5, '0')}`;

const filler =
  'light river stone garden paper window market silver forest table music winter copper letter'.split(' ');

/** About so many characters, beginning with a space and the mark. */
function words(index: number, characters: number): string {
  let text = ` ${mark(index)}`;
  for (let n = index; text.length < characters; n += 1) text += ` ${filler[n % filler.length]}`;
  return text.slice(0, Math.max(7, characters));
}

/** One block in turn: heading, paragraph, list, code, table; forty pieces a round. */
function blockPiece(index: number, characters: number): string {
  const body = words(index, characters);
  const at = index % 40;
  if (at === 0) return `\n\n##${body}`;
  if (at === 1) return `\n\n${body.trim()}`;
  if (at < 10) return body;
  if (at < 18) return `${at === 10 ? '\n\n' : '\n'}- **${mark(index)}**${body.slice(7)}`;
  if (at === 18) return `\n\n\`\`\`js\nconst ${mark(index)} = 1;`;
  if (at < 28) return `\nuse(${mark(index)}, '${body.slice(7).trim()}');`;
  if (at === 28) return `\n\`\`\`\n\n| Key | Value ${mark(index)} |\n|---|--:|`;
  if (at < 38) return `\n| ${mark(index)} | ${body.slice(7).trim()} |`;
  return at === 38 ? `\n\n${body.trim()}` : body;
}

/** Markdown that is as deep, or as ambiguous, as its length allows. */
const hostile: Record<'quotes' | 'lists' | 'brackets' | 'cells', (characters: number) => string> = {
  quotes: (characters) => `${'> '.repeat(30)}a\n`.repeat(99).slice(0, characters),
  lists: (characters) => '* 1. - + '.repeat(99).slice(0, characters),
  brackets: (characters) => '[**_![a'.repeat(99).slice(0, characters),
  cells: (characters) => '|`a|*b|'.repeat(99).slice(0, characters),
};

export function piece({ shape, characters }: Order, index: number): string {
  if (shape === 'paragraph') return words(index, characters);
  if (shape === 'blocks') return blockPiece(index, characters);
  if (shape === 'list') return `\n-${words(index, characters - 2)}`;
  // The first one says that the answer has begun; a mark in another would be text between what is to nest.
  return index === 0 ? `${mark(0)}\n\n` : hostile[shape](characters);
}

/** A message of ordinary length, of those that are there before anything is measured. */
export function oldMessage(depth: number): string {
  if (depth % 2 === 0) return `Question ${depth}: what about the ${filler[depth % filler.length]}?`;
  const pieces = Array.from({ length: 40 }, (_, n) => blockPiece(depth * 40 + n, 28));
  // Its pieces are nobody's measure.
  return pieces
    .join('')
    .trim()
    .replaceAll(/n(?=\d{5})/g, 'x');
}
