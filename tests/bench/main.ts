/** `npm run bench -- <name> [arguments]`: each bench prints one table beside a baseline of the same run. */
import { readdirSync } from 'node:fs';

const [name = '', ...rest] = process.argv.slice(2);
const helpers = new Set(['main', 'measure']);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((file) => !helpers.has(file));

if (names.includes(name)) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...rest);
  await import(`./${name}.ts`);
} else {
  console.log(`Usage: npm run bench -- <${names.join('|')}> [arguments]`);
  process.exitCode = 1;
}
