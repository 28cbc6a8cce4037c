const allowed = new Set(['http:', 'https:', 'mailto:']);

/** The link as it may be opened, or null. Models write links: only the web and mail, never script, files or data. */
export function safeUrl(href: string | undefined): URL | null {
  if (!href) return null;
  try {
    const url = new URL(href, location.origin);
    return allowed.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
