import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { documentsPlugin } from './web/graphql/compile.ts';
import { messagesPlugin } from './web/locales/compile.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Graph = { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null };

/** All that a module imports and is needed before it runs. */
function needsOf(id: string, graph: Graph, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) needsOf(imported, graph, found);
  return found;
}

const early = here('./web/graphql/early.ts');

/** The frame of diagrams must not load the program, and what is asked early must not wait for it: both stay apart. */
const nameOfStart = (id: string, graph: Graph): string | null =>
  needsOf(here('./web/main.tsx'), graph).has(id) &&
  ![here('./web/diagram/draw.ts'), early].some((entry) => needsOf(entry, graph).has(id))
    ? 'start'
    : null;

export default defineConfig({
  root: here('./web'),
  plugins: [react(), tailwindcss(), messagesPlugin(), documentsPlugin()],
  resolve: {
    alias: {
      // streamdown imports rehype-raw even when raw HTML is off; it would bring parse5 (48 KiB gzipped).
      'rehype-raw': here('./web/message/markdown/no-raw-html.ts'),
      // Its browser build decodes entities through innerHTML, which Trusted Types refuses.
      'decode-named-character-reference': here('./web/message/markdown/decode-entity.ts'),
      // Only streamdown's own utility classes need it, and web/message/markdown/elements.tsx replaces those (9 KiB).
      'tailwind-merge': here('./web/message/markdown/join-classes.ts'),
    },
  },
  // Its languages are chunks of their own, which the older format cannot have.
  worker: { format: 'es' },
  build: {
    outDir: here('./web/dist'),
    emptyOutDir: true,
    // The first browsers with light-dark() and the popover attribute.
    target: ['chrome123', 'safari17.5', 'firefox125'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The policy allows no fonts from data: addresses.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: [here('./web/index.html'), here('./web/diagram.html'), early],
      // What the first screen needs, in one file: thirty small ones are as many requests, and compress worse.
      output: {
        codeSplitting: {
          groups: [{ name: nameOfStart, tags: ['$initial'], includeDependenciesRecursively: false }],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      // Exactly /graphql: below it Vite serves the modules of web/graphql/.
      '^/graphql(\\?.*)?$': { target: 'http://127.0.0.1:4000', ws: true },
      '/api': { target: 'http://127.0.0.1:4000' },
    },
  },
});
