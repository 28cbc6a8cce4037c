import { ValidationError } from '../platform/domain-error.ts';

/**
 * The language of the search box. Whatever is typed means something: only a value that a known prefix cannot have is
 * refused, because quietly searching for something else would look like an answer.
 */
export type SearchTerm = { text: string; isPhrase: boolean; isExcluded: boolean };

export type SearchQuery = {
  terms: SearchTerm[];
  isTitleOnly: boolean;
  role: 'USER' | 'ASSISTANT' | null;
  model: string | null;
  project: string | null;
  /** Not before this instant. */
  after: Date | null;
  /** Earlier than this instant. */
  before: Date | null;
  pinned: boolean | null;
  archived: boolean | null;
};

/** More words than this would not narrow a search any further. */
const maxTerms = 16;

const roles = new Map<string, SearchQuery['role']>(
  Object.entries({
    me: 'USER',
    user: 'USER',
    model: 'ASSISTANT',
    assistant: 'ASSISTANT',
  } as const),
);

// An optional minus, an optional prefix, then a quoted text (to the end when nobody closed it) or a word.
const token = /(-)?(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|([^\s"]+))/giu;

type Value = { value: string; isNegated: boolean };
type Reader = (query: SearchQuery, value: Value) => void;

const readers = new Map<string, Reader>(
  Object.entries({
    in: (query: SearchQuery, { value }: Value) => {
      if (value !== 'title') refuse('`in:` takes `title`.');
      query.isTitleOnly = true;
    },
    role: (query: SearchQuery, { value }: Value) => {
      query.role = roles.get(value) ?? refuse('`role:` takes `me` or `model`.');
    },
    model: (query: SearchQuery, { value }: Value) => {
      query.model = value;
    },
    project: (query: SearchQuery, { value }: Value) => {
      query.project = value;
    },
    before: (query: SearchQuery, { value }: Value) => {
      query.before = dayOf('before', value);
    },
    after: (query: SearchQuery, { value }: Value) => {
      query.after = dayOf('after', value);
    },
    is: (query: SearchQuery, { value, isNegated }: Value) => {
      if (value !== 'pinned' && value !== 'archived') refuse('`is:` takes `pinned` or `archived`.');
      query[value as 'pinned' | 'archived'] = !isNegated;
    },
  }),
);

/** Reads what was typed. Throws ValidationError for a date that is none, or a value that a prefix cannot have. */
export function parseQuery(typed: string): SearchQuery {
  const query: SearchQuery = {
    terms: [],
    isTitleOnly: false,
    role: null,
    model: null,
    project: null,
    after: null,
    before: null,
    pinned: null,
    archived: null,
  };
  for (const [, minus, name, quoted, word] of typed.replace(/[“”„«»]/g, '"').matchAll(token)) {
    const isNegated = minus !== undefined;
    const value = quoted ?? word ?? '';
    const read = name === undefined ? undefined : readers.get(name.toLowerCase());
    if (read) {
      if (value.trim() !== '') read(query, { value: value.trim().toLowerCase(), isNegated });
      continue;
    }
    // `role:` with nothing behind it is somebody who is still typing.
    if (word?.endsWith(':') && readers.has(word.slice(0, -1).toLowerCase())) continue;
    const text = name === undefined ? value : `${name}:${value}`;
    if (text.trim() !== '' && query.terms.length < maxTerms)
      query.terms.push({ text, isPhrase: quoted !== undefined, isExcluded: isNegated });
  }
  return query;
}

/** The beginning of a day, month or year, in UTC. */
function dayOf(prefix: string, value: string): Date {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // Date rolls February 30 over into March; year 0 is not one that PostgreSQL knows.
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isReal || year === '0000') refuse(`\`${prefix}:\` takes a date like 2026-11-30, 2026-11 or 2026.`);
  return date;
}

function refuse(message: string): never {
  throw new ValidationError([{ path: ['query'], message }]);
}
