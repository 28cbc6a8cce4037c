import mermaid from 'mermaid';

/**
 * Draws Mermaid diagrams for the page that embeds this one. Runs in a sandboxed frame of no origin, under a policy that
 * allows no request (api/server/static.ts): what a hostile diagram could run reaches nothing. Gives back a picture, not
 * elements.
 */
export type DrawRequest = { id: number; code: string; isDark: boolean };
export type DrawAnswer = { id: number; svg: string } | { id: number; problem: string };

const largestPx = 4_000;

async function draw({ id, code, isDark }: DrawRequest): Promise<DrawAnswer> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: isDark ? 'dark' : 'neutral',
    fontFamily: 'system-ui, sans-serif',
  });
  try {
    const { svg } = await mermaid.render(`diagram-${id}`, code);
    return { id, svg: sized(svg) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A picture needs a size of its own; Mermaid gives its drawing all the width there is. */
function sized(svg: string): string {
  const root = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  const [, , width = 0, height = 0] = root?.getAttribute('viewBox')?.split(/\s+/).map(Number) ?? [];
  if (!root || width <= 0 || height <= 0) throw new Error('The diagram is empty.');
  root.setAttribute('width', String(Math.min(largestPx, Math.ceil(width))));
  root.setAttribute('height', String(Math.min(largestPx, Math.ceil(height))));
  root.removeAttribute('style');
  return new XMLSerializer().serializeToString(root);
}

addEventListener('message', async ({ data, source }: MessageEvent<DrawRequest>) => {
  if (source !== parent) return;
  parent.postMessage(await draw(data), '*');
});
parent.postMessage('ready', '*');
