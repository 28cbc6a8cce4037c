import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromiumFlags } from '../../support/chromium-flags.ts';
import { findChromium } from '../../support/ensure-chromium.ts';
import { probeSource } from './probe.ts';

/**
 * A browser whose pages nobody debugs. Playwright listens to what a page logs, for which the engine keeps where each
 * error was made: it reads the whole program once more for the first one, as long as it takes to run it. So a first
 * visit is measured over the protocol alone.
 */
export type Visitor = {
  visit: (url: string, options: VisitOptions) => Promise<void>;
  /** What an expression says in the visited page. */
  evaluate: <Value>(expression: string) => Promise<Value>;
  close: () => Promise<void>;
};

export type VisitOptions = { speed: number; isSlowNetwork: boolean };

const slow4G = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const size = { width: 1280, height: 800 };

type Answer = { id?: number; result?: unknown; error?: { message: string } };

export async function openVisitor(cookie: { name: string; value: string; url: string }): Promise<Visitor> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-visitor-'));
  const args = [...chromiumFlags, '--headless', '--lang=en-GB', '--remote-debugging-port=0'];
  const child = spawn(findChromium() ?? 'chromium', [...args, `--user-data-dir=${folder}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill());
  const socket = new WebSocket(await addressIn(child.stderr));
  await once(socket, 'open');
  const answers = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error }: Answer = JSON.parse(data);
    if (id === undefined) return;
    if (error) answers.get(id)?.reject(new Error(error.message));
    else answers.get(id)?.resolve(result);
  });
  let count = 0;
  const send = <Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> => {
    count += 1;
    const answer = Promise.withResolvers<unknown>();
    answers.set(count, answer);
    socket.send(JSON.stringify({ id: count, method, params, sessionId }));
    return answer.promise as Promise<Result>;
  };

  let sessionId = '';
  let browserContextId = '';
  const inPage = <Result>(method: string, params: object = {}) => send<Result>(method, params, sessionId);

  /** In a profile of its own: nothing is kept of an earlier visit. */
  async function visit(url: string, { speed, isSlowNetwork }: VisitOptions) {
    if (browserContextId) await send('Target.disposeBrowserContext', { browserContextId });
    ({ browserContextId } = await send<{ browserContextId: string }>('Target.createBrowserContext'));
    await send('Storage.setCookies', { browserContextId, cookies: [cookie] });
    const target = await send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      ...size,
    });
    ({ sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', {
      ...target,
      flatten: true,
    }));
    await inPage('Page.enable');
    await inPage('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
    await inPage('Page.addScriptToEvaluateOnNewDocument', { source: probeSource });
    await inPage('Network.enable');
    if (isSlowNetwork) await inPage('Network.emulateNetworkConditions', slow4G);
    await inPage('Emulation.setCPUThrottlingRate', { rate: speed });
    // Whoever visits has their browser open; a window that has just opened is still busy with itself.
    await new Promise((settled) => setTimeout(settled, 1_000));
    await inPage('Page.navigate', { url });
  }

  return {
    visit,
    async evaluate<Value>(expression: string) {
      const answer = await inPage<{ result: { value: Value } }>('Runtime.evaluate', {
        expression,
        returnByValue: true,
      });
      return answer.result.value;
    },
    async close() {
      socket.close();
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addressIn(errors: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: errors })) {
    const address = /ws:\S+/.exec(line)?.[0];
    if (!address) continue;
    errors.resume();
    return address;
  }
  throw new Error('Chromium ended before it was ready');
}
