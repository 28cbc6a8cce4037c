import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import './styles/app.css';

// A tab that was open across a deployment asks for chunks that are gone: one reload brings the new ones.
addEventListener('vite:preloadError', () => {
  const at = Number(sessionStorage.getItem('parley:reloaded-at') ?? 0);
  if (Date.now() - at < 60_000) return;
  sessionStorage.setItem('parley:reloaded-at', String(Date.now()));
  location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
