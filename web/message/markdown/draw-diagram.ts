import type { DrawAnswer } from '../../diagram/draw.ts';
import { m } from '../../lib/messages.ts';

/** Asks the sandboxed frame (diagram/draw.ts) for pictures, one at a time, and starts a new one when it hangs. */
const patienceMs = 15_000;

let frame: Promise<HTMLIFrameElement> | undefined;
let queue: Promise<unknown> = Promise.resolve();
let last = 0;

/** An SVG picture of a diagram. Rejects with a sentence of Mermaid's when it cannot be drawn. */
export function drawDiagram(code: string, isDark: boolean): Promise<string> {
  const drawn = queue.then(() => ask(code, isDark));
  queue = drawn.catch(() => {});
  return drawn;
}

async function ask(code: string, isDark: boolean): Promise<string> {
  frame ??= openFrame();
  try {
    const { contentWindow } = await frame;
    last += 1;
    const id = last;
    const answer = heard<DrawAnswer>(contentWindow, (data) => (data as DrawAnswer).id === id);
    // It has no origin that could be named.
    contentWindow?.postMessage({ id, code, isDark }, '*');
    const result = await answer;
    if ('svg' in result) return result.svg;
    return Promise.reject(new Error(result.problem));
  } catch (error) {
    closeFrame();
    throw error;
  }
}

async function openFrame(): Promise<HTMLIFrameElement> {
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.src = '/diagram.html';
  element.className = 'diagram-frame';
  element.title = m.diagram();
  element.tabIndex = -1;
  element.setAttribute('aria-hidden', 'true');
  document.body.append(element);
  await heard(element.contentWindow, (data) => data === 'ready');
  return element;
}

function closeFrame(): void {
  void frame?.then((element) => element.remove()).catch(() => {});
  for (const element of document.querySelectorAll('.diagram-frame')) element.remove();
  frame = undefined;
}

/** What the frame says, if it says it in time. */
function heard<Data>(from: Window | null, isIt: (data: unknown) => boolean): Promise<Data> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('message', listen);
    };
    const listen = ({ source, data }: MessageEvent) => {
      if (source !== from || !isIt(data)) return;
      end();
      resolve(data as Data);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(m.diagramTooSlow()));
    }, patienceMs);
    addEventListener('message', listen);
  });
}
