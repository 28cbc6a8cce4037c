import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { webFolder } from '../../../../api/server/static.ts';
import type { Figure } from '../figures.ts';

/** What goes over the wire: the entry with what it preloads, the formatter with what it imports, the styles. */
export async function size(): Promise<Figure[]> {
  const page = readFileSync(join(webFolder, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  const styles = [...page.matchAll(/href="(\/[^"]+\.css)"/g)].map(([, path = '']) => path);
  const formatter = readdirSync(join(webFolder, 'assets'))
    .filter((file) => /^markdown-.*\.js$/.test(file))
    // The lazy entry re-exports nothing else: a language of the highlighter has the same name.
    .filter((file) => readFileSync(join(webFolder, 'assets', file), 'utf8').includes('data-streamdown'))
    .map((file) => `/assets/${file}`);
  const kib = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + gzippedBytes(path), 0) / 1_024;
  const loaded = new Set(scripts);
  const withImports = importsOf(formatter, loaded);
  return [
    { row: 'entry JS gzipped', unit: 'KiB', value: kib(loaded), budget: 150 },
    { row: 'markdown chunk gzipped', unit: 'KiB', value: kib(formatter), budget: 105 },
    { row: 'markdown chunk with its own imports', unit: 'KiB', value: kib(withImports), budget: 105 },
    { row: 'CSS gzipped', unit: 'KiB', value: kib(styles), budget: 15 },
  ];
}

function gzippedBytes(path: string): number {
  const file = join(webFolder, path);
  try {
    return statSync(`${file}.gz`).size;
  } catch {
    // Too small to be compressed.
    return statSync(file).size;
  }
}

/** The given chunks and all that they import statically, without what is loaded already. */
function importsOf(paths: string[], loaded: Set<string>, found = new Set<string>()): Set<string> {
  for (const path of paths) {
    if (loaded.has(path) || found.has(path)) continue;
    found.add(path);
    const text = readFileSync(join(webFolder, path), 'utf8');
    const imports = [...text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)];
    importsOf(
      imports.map(([, file]) => `/assets/${file}`),
      loaded,
      found,
    );
  }
  return found;
}
