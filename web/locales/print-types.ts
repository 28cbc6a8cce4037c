import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readMessages, valuesOf } from './compile.ts';

/** Writes the types of the sentences down, from the English ones. With --check it only compares. */
const file = resolve(import.meta.dirname, 'messages.ts');

function signature(message: string): string {
  const values = [...valuesOf(message)].map(([name, type]) => `${name}: ${type}`);
  return values.length === 0 ? '() => string' : `(values: { ${values.join('; ')} }) => string`;
}

const lines = Object.entries(readMessages('en')).map(([key, message]) => `  ${key}: ${signature(message)};`);
const text = `/** Printed by \`npm run generate\` from en.json. */\nexport type Messages = {\n${lines.join('\n')}\n};\n`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write('web/locales/messages.ts is not what en.json says: run `npm run generate`.\n');
  process.exit(1);
}
