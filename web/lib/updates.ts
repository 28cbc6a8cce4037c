/** Whether the server has another program by now than the one that runs; false while it cannot be asked. */
export async function isOutdated(): Promise<boolean> {
  const { pathname } = new URL(import.meta.url);
  // As it is developed, the program has no name of its own.
  if (!pathname.startsWith('/assets/')) return false;
  const page = await fetch('/', { cache: 'no-store' }).then(
    (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  );
  return page !== '' && !page.includes(pathname);
}
