/** Endings by the name of a language in a fence; a language that is its own ending needs no entry. */
const endings: Record<string, string> = {
  typescript: 'ts',
  javascript: 'js',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  markdown: 'md',
  shell: 'sh',
  bash: 'sh',
  zsh: 'sh',
  'c++': 'cpp',
  csharp: 'cs',
  'c#': 'cs',
  kotlin: 'kt',
  haskell: 'hs',
  perl: 'pl',
  powershell: 'ps1',
  mermaid: 'mmd',
  yaml: 'yml',
  plaintext: 'txt',
  text: 'txt',
  latex: 'tex',
  graphql: 'graphql',
};

/** A name for a downloaded block of code. A fence may say anything, so only a plain word becomes an ending. */
export function fileName(language: string): string {
  const name = language.toLowerCase();
  const ending = Object.hasOwn(endings, name) ? endings[name] : name;
  return `code.${/^[a-z0-9]{1,10}$/.test(ending ?? '') ? ending : 'txt'}`;
}
