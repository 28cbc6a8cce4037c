import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { messagesPlugin } from './web/locales/compile.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('./web'),
  plugins: [react(), tailwindcss(), messagesPlugin()],
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
  build: {
    outDir: here('./web/dist'),
    emptyOutDir: true,
    // The first browsers with light-dark() and the popover attribute.
    target: ['chrome123', 'safari17.5', 'firefox125'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The policy allows no fonts from data: addresses.
    assetsInlineLimit: 0,
    rollupOptions: { input: [here('./web/index.html'), here('./web/diagram.html')] },
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
