import { readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Lays a .br and a .gz beside each text file of a folder, for the static server to choose from. */
const isText = /\.(js|css|html|svg|json|webmanifest|wasm|txt)$/;
/** Below this a header outweighs what compression saves. */
const minBytes = 1_024;

export async function compressFolder(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  await Promise.all(
    files.filter((file) => isText.test(file) && statSync(file).size >= minBytes).map(compressFile),
  );
}

async function compressFile(file: string) {
  const bytes = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes),
  ]);
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, zipped)]);
}
