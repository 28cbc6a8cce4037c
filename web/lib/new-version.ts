import { m } from './messages.ts';
import { showToast } from './toast.ts';

/** Of the modules that a page names, the last is the program; its name carries a hash of all that it holds. */
let known = new URL(import.meta.url).pathname;

/**
 * Tells, once for each, that the server has another version than the one that runs here. The page is loaded anew when
 * a person says so; only where nothing is shown yet, by itself.
 */
export async function lookForNewVersion(): Promise<void> {
  const page = await fetch('/', { cache: 'no-store' }).then(
    (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  );
  const newest = /.*<script type="module"[^>]* src="(\/assets\/[^"]+)"/s.exec(page)?.[1];
  if (!newest || newest === known) return;
  known = newest;
  const reload = () => location.reload();
  if (!document.querySelector('#root > *')) return reload();
  showToast(m.newVersion(), { label: m.reload(), onChoose: reload, stays: true });
}
