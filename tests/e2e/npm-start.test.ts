import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

test('a SIGTERM to npm start reaches Parley itself, and nothing stays behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-npm-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, PORT: '0', DATA_DIR: join(folder, 'data'), OLLAMA_URL: 'http://127.0.0.1:1' };
  const npm = spawn('npm', ['start'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  const ready = Promise.withResolvers<string>();
  npm.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const url = /ready: (http\S+)/.exec(said)?.[1];
    if (url) ready.resolve(url);
  });
  const url = await ready.promise;

  npm.kill('SIGTERM');
  await once(npm, 'exit');

  expect(said).toContain('Stopping');
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
