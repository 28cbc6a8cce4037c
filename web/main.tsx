import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { useLanguage } from './lib/locale.ts';
import { speak } from './lib/messages.ts';
import { lookForNewVersion } from './lib/new-version.ts';
import { conversationIdIn, shareTokenIn } from './lib/paths.ts';
import { startServiceWorker } from './lib/service-worker.ts';
import { preloadMarkdown } from './message/message-text.tsx';
import './styles/app.css';

// A tab that was open across a deployment asks for chunks that are gone.
addEventListener('vite:preloadError', () => void lookForNewVersion());

// A file that is dropped beside its goal would take the place of the page.
for (const name of ['dragover', 'drop'] as const)
  addEventListener(name, (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });

/** Another language draws everything anew. */
function InLanguage() {
  return <App key={useLanguage((state) => state.spoken)} />;
}

// Whoever opens a share link reads one page, and needs nothing kept.
if (shareTokenIn(location.pathname) === null) void startServiceWorker();

// Beside the questions for the thread, not behind them.
if (conversationIdIn(location.pathname) !== null) preloadMarkdown();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
const show = () =>
  createRoot(root).render(
    <StrictMode>
      <InLanguage />
    </StrictMode>,
  );
// Not awaited here: the chunk of a language imports from this one, and each would wait for the other.
void speak().then(show);
