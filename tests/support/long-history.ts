import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';

/**
 * Years of one person's history, made in minutes: words as frequent as in a language (Zipf), one message in twenty in
 * Chinese. It is copied beside the triggers, with the terms that they would have made; the caller's server must read
 * files of this machine, as an embedded one does.
 */
export type History = { words: string[]; glyphs: string[] };

const day = 86_400_000;
const perConversation = 30;
/** As full as a shelf becomes; the newest one is full, which is the worst case of a word that is everywhere. */
const perShelf = 8_192;
const perFile = 20_000;
const common =
  'the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part';

/** The same sequence in every run: figures of two runs compare. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function vocabulary(random: () => number, size: number): string[] {
  const onsets = [
    'b',
    'c',
    'd',
    'f',
    'g',
    'l',
    'm',
    'n',
    'p',
    'r',
    's',
    't',
    'v',
    'st',
    'tr',
    'pl',
    'ch',
    'sh',
  ];
  const nuclei = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou'];
  const codas = ['', 'n', 'r', 's', 't', 'l', 'ng', 'ck'];
  const one = (from: string[]) => from[Math.floor(random() * from.length)]!;
  const words = new Set(common.split(' '));
  while (words.size < size) {
    const syllables = 1 + Math.floor(random() * 3.5);
    words.add(Array.from({ length: syllables }, () => one(onsets) + one(nuclei) + one(codas)).join(''));
  }
  return [...words];
}

type Language = {
  words: string[];
  glyphs: string[];
  title: () => string;
  message: (isReply: boolean) => Written;
};
type Written = { text: string; terms: Map<string, number[]> };

function languageOf(random: () => number): Language {
  const words = vocabulary(random, 50_000);
  const glyphs = Array.from({ length: 3_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7) % 20_000)));
  const zipf = (from: string[]) => from[Math.floor(from.length ** random()) - 1]!;
  const several = (length: number, from: string[]) => Array.from({ length }, () => zipf(from));
  const title = () => several(4, words).join(' ');
  const message = (isReply: boolean): Written => {
    if (random() < 0.05) {
      const text = several(isReply ? 90 : 20, glyphs).join('');
      return { text, terms: placesOf([...text].map((_, at) => text.slice(at, at + 2))) };
    }
    const text = several(Math.ceil((isReply ? 85 : 20) * (0.3 + 1.4 * random())), words);
    return { text: text.join(' '), terms: placesOf(text) };
  };
  return { words, glyphs, title, message };
}

function placesOf(terms: string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  terms.forEach((term, at) => {
    const known = places.get(term);
    if (known) known.push(at + 1);
    else places.set(term, [at + 1]);
  });
  return places;
}

type Plan = { userId: string; count: number; lastShelf: number; random: () => number };
type Row = { table: keyof typeof columns; cells: unknown[] };

const columns = {
  conversation: 'id, user_id, title, title_source, model_name, pinned, archived, created_at, updated_at',
  message: 'id, conversation_id, user_id, parent_id, depth, role, text, created_at',
  message_search: 'message_id, conversation_id, shelf_id, role, created_at, terms',
  search_shelf: 'id, user_id, since, until',
};

/** Three years of it, a message at a time; each message is the last of its rows. */
function* rowsOf(language: Language, { userId, count, lastShelf, random }: Plan): Generator<Row> {
  const end = Date.now();
  let [shelf, conversation, parent] = [lastShelf, '', '\\N'];
  for (let n = 0; n < count; n++) {
    const ms = end - (1 - n / count) * 3 * 365 * day;
    const at = iso(ms);
    if (n === 0 || (count - n) % perShelf === 0) {
      shelf += 1;
      yield { table: 'search_shelf', cells: [shelf, userId, iso(ms - 31 * day), iso(ms + 62 * day)] };
    }
    const depth = n % perConversation;
    if (depth === 0) {
      [conversation, parent] = [uuidAt(ms, n, 'c'), '\\N'];
      const flags = [random() < 0.001, random() < 0.1];
      const cells = [conversation, userId, language.title(), 'MODEL', 'gpt-4.1', ...flags, at, at];
      yield { table: 'conversation', cells };
    }
    const id = uuidAt(ms, n, 'a');
    const role = depth % 2 === 1 ? 'ASSISTANT' : 'USER';
    const { text, terms } = language.message(role === 'ASSISTANT');
    const vector = [...terms].map(([term, places]) => `${shelf}/${term}:${places.join(',')}`).join(' ');
    yield { table: 'message_search', cells: [id, conversation, shelf, role, at, vector] };
    yield { table: 'message', cells: [id, conversation, userId, parent, depth, role, text, at] };
    parent = id;
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

function uuidAt(ms: number, n: number, kind: string): string {
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8${kind}00-${n.toString(16).padStart(12, '0')}`;
}

export async function fillHistory(url: string, userId: string, count: number): Promise<History> {
  const random = seeded(7);
  const language = languageOf(random);
  const pool = new Pool({ connectionString: url, max: 4, options: '-c session_replication_role=replica' });
  try {
    await pool.query('DROP INDEX message_search_terms_idx');
    const { rows } = await pool.query('SELECT coalesce(max(id), 0) AS last FROM search_shelf');
    await copyIn(pool, rowsOf(language, { userId, count, lastShelf: rows[0].last, random }));
    await pool.query(`SELECT setval('search_shelf_id_seq', (SELECT max(id) FROM search_shelf))`);
    const building = await pool.connect();
    await building.query(`SET maintenance_work_mem = '1GB'`);
    await building.query(
      'CREATE INDEX message_search_terms_idx ON message_search USING gin (terms) WITH (fastupdate = off)',
    );
    await building.query('VACUUM ANALYZE');
    building.release();
  } finally {
    await pool.end();
  }
  return language;
}

/** Writes one set of files while the database reads the one before. */
async function copyIn(pool: Pool, rows: Generator<Row>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-history-'));
  chmodSync(folder, 0o755);
  let copying: Promise<unknown> = Promise.resolve();
  let lines = new Map<string, string[]>();
  let messages = 0;
  const flush = async () => {
    const files = [...lines].map(([table, text]) => ({
      table,
      file: join(folder, `${table}-${messages}`),
      text,
    }));
    for (const { file, text } of files) writeFileSync(file, text.join(''));
    lines = new Map();
    await copying;
    copying = Promise.all(files.map((each) => copyOne(pool, each)));
  };
  try {
    for (const { table, cells } of rows) {
      if (!lines.has(table)) lines.set(table, []);
      lines.get(table)!.push(`${cells.join('\t')}\n`);
      if (table === 'message' && ++messages % perFile === 0) await flush();
    }
    await flush();
    await copying;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyOne(pool: Pool, { table, file }: { table: string; file: string }): Promise<void> {
  await pool.query(`COPY ${table} (${columns[table as keyof typeof columns]}) FROM '${file}'`);
  rmSync(file);
}
