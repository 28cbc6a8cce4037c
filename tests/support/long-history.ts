import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';

/**
 * Years of one person's history, made in minutes: words as frequent as in a language (Zipf), one message in twenty in
 * Chinese. It is copied beside the triggers, with the terms that they would have made; the caller's server must read
 * files of this machine, as an embedded one does.
 */
export type History = { words: string[]; glyphs: string[]; conversations: number };

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

type Written = { text: string; terms: Map<string, number[]> };

export async function fillHistory(url: string, userId: string, count: number): Promise<History> {
  const random = seeded(7);
  const words = vocabulary(random, 50_000);
  const glyphs = Array.from({ length: 3_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7) % 20_000)));
  const zipf = (size: number) => Math.floor(Math.exp(random() * Math.log(size))) - 1;
  const folder = mkdtempSync(join(tmpdir(), 'parley-history-'));
  chmodSync(folder, 0o755);
  const pool = new Pool({ connectionString: url, max: 3, options: '-c session_replication_role=replica' });

  const write = (isReply: boolean): Written => {
    const terms = new Map<string, number[]>();
    const add = (term: string, place: number) => {
      const places = terms.get(term);
      if (places) places.push(place);
      else terms.set(term, [place]);
    };
    if (random() < 0.05) {
      const text = Array.from({ length: isReply ? 90 : 20 }, () => glyphs[zipf(glyphs.length)]).join('');
      for (let at = 0; at < text.length; at++) add(text.slice(at, at + 2), at + 1);
      return { text, terms };
    }
    const length = Math.ceil((isReply ? 85 : 20) * (0.3 + 1.4 * random()));
    const text = Array.from({ length }, () => words[zipf(words.length)]!);
    text.forEach((word, at) => {
      add(word, at + 1);
    });
    return { text: text.join(' '), terms };
  };

  await pool.query('DROP INDEX message_search_terms_idx');
  const shelves = await pool.query('SELECT coalesce(max(id), 0) AS id FROM search_shelf');
  let shelf = shelves.rows[0].id;
  const end = Date.now();
  const start = end - 3 * 365 * day;
  const uuid = (ms: number, n: number, kind: string) => {
    const time = Math.floor(ms).toString(16).padStart(12, '0');
    const tail = n.toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8${kind}00-${tail}`;
  };
  const openShelf = (ms: number) => {
    shelf += 1;
    return [shelf, userId, new Date(ms - 31 * day).toISOString(), new Date(ms + 62 * day).toISOString()].join(
      '\t',
    );
  };

  try {
    let copying: Promise<unknown> = Promise.resolve();
    for (let from = 0; from < count; from += perFile) {
      const rows = {
        conversation: [] as string[],
        message: [] as string[],
        message_search: [] as string[],
        search_shelf: [] as string[],
      };
      let conversation = '';
      let parent = '\\N';
      for (let n = from; n < Math.min(count, from + perFile); n++) {
        const ms = start + (n / count) * (end - start);
        const at = new Date(ms).toISOString();
        const id = uuid(ms, n, 'a');
        if (n === 0 || (count - n) % perShelf === 0) rows.search_shelf.push(openShelf(ms));
        const depth = n % perConversation;
        if (depth === 0 || conversation === '') {
          conversation = uuid(ms, n, 'c');
          parent = '\\N';
          const title = Array.from({ length: 4 }, () => words[zipf(words.length)]).join(' ');
          const isPinned = random() < 0.001;
          const isArchived = random() < 0.1;
          rows.conversation.push(
            [conversation, userId, title, 'MODEL', 'gpt-4.1', isPinned, isArchived, at, at].join('\t'),
          );
        }
        const isReply = depth % 2 === 1;
        const role = isReply ? 'ASSISTANT' : 'USER';
        const { text, terms } = write(isReply);
        rows.message.push([id, conversation, userId, parent, depth, role, text, at].join('\t'));
        const vector = [...terms].map(([term, places]) => `${shelf}/${term}:${places.join(',')}`).join(' ');
        rows.message_search.push([id, conversation, shelf, role, at, vector].join('\t'));
        parent = id;
      }
      const files = Object.entries(rows).map(([table, lines]) => {
        const file = join(folder, `${table}-${from}`);
        writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
        return { table, file };
      });
      await copying;
      copying = Promise.all(files.map(({ table, file }) => copyIn(pool, table, file)));
    }
    await copying;
    await pool.query(`SELECT setval('search_shelf_id_seq', ${shelf})`);
    const building = await pool.connect();
    await building.query(`SET maintenance_work_mem = '1GB'`);
    await building.query(
      'CREATE INDEX message_search_terms_idx ON message_search USING gin (terms) WITH (fastupdate = off)',
    );
    await building.query('VACUUM ANALYZE');
    building.release();
  } finally {
    await pool.end();
    rmSync(folder, { recursive: true, force: true });
  }
  return { words, glyphs, conversations: Math.ceil(count / perConversation) };
}

const columns: Record<string, string> = {
  conversation: 'id, user_id, title, title_source, model_name, pinned, archived, created_at, updated_at',
  message: 'id, conversation_id, user_id, parent_id, depth, role, text, created_at',
  message_search: 'message_id, conversation_id, shelf_id, role, created_at, terms',
  search_shelf: 'id, user_id, since, until',
};

async function copyIn(pool: Pool, table: string, file: string) {
  await pool.query(`COPY ${table} (${columns[table]}) FROM '${file}'`);
  rmSync(file);
}
