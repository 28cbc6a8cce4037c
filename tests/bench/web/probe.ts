import type { Page } from 'playwright-core';

/** What the page itself records. Runs before the page's own scripts, and must refer to nothing outside itself. */
export type Probe = {
  frames: number[];
  longTasks: number[];
  events: Map<number, number>;
  /** When which mark was on screen, by the clock that the upstream uses. */
  shown: [at: number, index: number][];
  /** The same for what the socket had brought. */
  arrived: [at: number, index: number][];
  largestPaint: number;
  shift: number;
  blocked: number;
  usableAt: number;
  enterAt: number;
  isWatching: boolean;
  /** The answer that is watched is complete. */
  hasEnded: boolean;
  /** Looks at the next answer, not at those that are there. */
  watch: () => void;
  reset: () => void;
};

declare global {
  var probe: Probe;
}

export const installProbe = (page: Page): Promise<unknown> => page.addInitScript(install);

/** The same, for a page that Playwright does not drive. */
export const probeSource = `(${install})()`;

function install() {
  const lastAnswer = () => [...document.querySelectorAll('article[data-role=assistant]')].at(-1);
  let oldAnswer: Element | undefined;
  let answer: Element | undefined;
  const probe: Probe = {
    frames: [],
    longTasks: [],
    events: new Map(),
    shown: [],
    arrived: [],
    largestPaint: 0,
    shift: 0,
    blocked: 0,
    usableAt: 0,
    enterAt: 0,
    isWatching: false,
    hasEnded: false,
    watch() {
      oldAnswer = lastAnswer();
      answer = undefined;
      probe.isWatching = true;
      probe.hasEnded = false;
      probe.shown = [];
      probe.arrived = [];
      probe.enterAt = 0;
    },
    reset() {
      probe.frames = [];
      probe.longTasks = [];
      probe.events.clear();
    },
  };
  globalThis.probe = probe;
  type Timed = PerformanceEntry & { value?: number; hadRecentInput?: boolean; interactionId?: number };
  const observe = (type: string, take: (entry: Timed) => void, more: object = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry as Timed);
    }).observe({ type, buffered: true, ...more });
  observe('largest-contentful-paint', (entry) => {
    probe.largestPaint = entry.startTime;
  });
  observe('layout-shift', (entry) => {
    if (!entry.hadRecentInput) probe.shift += entry.value ?? 0;
  });
  observe('longtask', ({ duration }) => {
    probe.longTasks.push(duration);
    probe.blocked += duration - 50;
  });
  const takeEvent = ({ interactionId = 0, duration }: Timed) => {
    if (interactionId > 0)
      probe.events.set(interactionId, Math.max(duration, probe.events.get(interactionId) ?? 0));
  };
  observe('event', takeEvent, { durationThreshold: 16 });
  const noteEnter = ({ key }: KeyboardEvent) => {
    if (key === 'Enter') probe.enterAt = Date.now();
  };
  addEventListener('keydown', noteEnter, true);

  // A message is handled after the frame in which it was posted was laid out and painted: what is there then, is shown.
  const afterPaint = new MessageChannel();
  afterPaint.port1.onmessage = () => {
    if (!probe.isWatching) return;
    if (!answer?.isConnected || answer === oldAnswer) answer = lastAnswer();
    if (!answer || answer === oldAnswer) return;
    // A hostile answer has one mark only, at its beginning.
    note(probe.shown, probe.shown.length > 0 ? endOf(answer) : answer.textContent);
    probe.hasEnded = probe.shown.length > 0 && answer.ariaBusy !== 'true';
  };
  /** The probe must not cost what it measures: an answer's whole text is long. */
  const endOf = (answer: Element) => {
    const texts = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
    let text = '';
    for (let node: Node | null = last(texts); node && text.length < 2_000; node = texts.previousNode()) {
      text = node.nodeValue + text;
    }
    return text;
  };
  const last = (nodes: TreeWalker) => {
    while (nodes.lastChild());
    return nodes.currentNode;
  };
  const note = (seen: Probe['shown'], text: string) => {
    const ends = text.slice(0, 200) + text.slice(-2_000);
    const index = Number(
      ends
        .match(/n\d{5}/g)
        ?.at(-1)
        ?.slice(1) ?? -1,
    );
    if (index > (seen.at(-1)?.[1] ?? -1)) seen.push([Date.now(), index]);
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener('message', ({ data }) => {
        if (probe.isWatching && data.includes('GenerationDelta')) note(probe.arrived, data);
      });
    }
  };
  let frameAt = 0;
  const frame = (at: number) => {
    probe.frames.push(at - frameAt);
    frameAt = at;
    if (probe.usableAt === 0 && document.querySelector('textarea')) probe.usableAt = performance.now();
    afterPaint.port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
