/** What a person typed after `/` at the start of the box, or null if it is no such thing. */
export function presetQuery(text: string): string | null {
  return text.startsWith('/') && !text.includes('\n') ? text.slice(1) : null;
}

/** Presets whose name has the words typed: first those that begin so. */
export function filterPresets<Named extends { name: string }>(
  presets: readonly Named[],
  query: string,
): Named[] {
  const wanted = query.trim().toLowerCase();
  const place = ({ name }: Named) => name.toLowerCase().indexOf(wanted);
  const found = presets.filter((preset) => place(preset) >= 0);
  return [...found.filter((preset) => place(preset) === 0), ...found.filter((preset) => place(preset) > 0)];
}
