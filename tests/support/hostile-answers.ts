/**
 * What a hostile or a misled model may write, each with what it would do to a page that believed it: `pwn()` stands for
 * script, the canary for a server that must never hear of it. Closed payloads stand together in one answer; one that
 * swallows what follows stands alone.
 */
import { hostileHandlers, hostileLinks, hostileLoads, hostileMarkup } from './hostile-markup.ts';

export type HostileAnswer = { name: string; payloads: string[]; text: string };

const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];

const formulas = (canary: string): string[] => [
  '\\href{javascript:pwn()}{x}',
  `\\href{${canary}/href}{x}`,
  `\\url{${canary}/url}`,
  `\\includegraphics[height=1em]{${canary}/pic.png}`,
  '\\htmlData{onclick=pwn(), x="><img src=x onerror=pwn()>}{x}',
  '\\htmlId{root}{x} \\htmlClass{dialog}{x}',
  `\\htmlStyle{background:url(${canary}/style)}{x}`,
  '\\text{<img src=x onerror=pwn()>}',
  '\\def\\a{\\a\\a}\\a',
  '\\newcommand{\\b}[1]{#1#1#1#1}\\b{\\b{\\b{\\b{\\b{\\b{\\b{x}}}}}}}',
  '\\rule{9999em}{9999em}',
  '\\unicode{60}script\\unicode{62}',
  '\\color{expression(pwn())}x',
  '\\__proto__ \\constructor',
];

const inMath = (formula: string): string[] => [
  `$$${formula}$$`,
  `$${formula}$`,
  `\\(${formula}\\)`,
  `\\[\n${formula}\n\\]`,
  `\`\`\`math\n${formula}\n\`\`\``,
];

const diagrams = (canary: string): string[] => [
  'graph TD\nA-->B\nclick A "javascript:pwn()"',
  `graph TD\nA-->B\nclick A href "${canary}/click" _self`,
  'graph TD\nA-->B\nclick A call pwn()',
  'graph TD\nA["<img src=x onerror=pwn()>"]-->B("<script>pwn()</script>")',
  `%%{init: {"securityLevel": "loose", "themeCSS": "@import url(${canary}/theme)"}}%%\ngraph TD\nA["<svg onload=pwn()>"]`,
  '%%{init: {"htmlLabels": true, "flowchart": {"htmlLabels": true}}}%%\ngraph TD\nA["<iframe srcdoc=\'<script>parent.pwn()</script>\'>"]',
  `---\nconfig:\n  securityLevel: loose\n  fontFamily: "x;}*{background:url(${canary}/font)}"\n---\ngraph TD\nA-->B`,
  `graph TD\nA@{ img: "${canary}/node.png", label: "x" }`,
  `graph TD\nA-->B\nclassDef x fill:url(${canary}/fill)\nclass A x\nstyle B background:url(${canary}/style)`,
  'sequenceDiagram\nparticipant A\nlinks A: {"x": "javascript:pwn()"}\nA->>A: <img src=x onerror=pwn()>',
  'classDiagram\nclass A\ncallback A "pwn" "x"\nlink A "javascript:pwn()"',
  'gantt\ndateFormat YYYY-MM-DD\nsection S\nT :t, 2024-01-01, 1d\nclick t call pwn()',
  '%%{init: {"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}}%%\ngraph TD\n__proto__-->constructor',
  'graph TD\n__proto__["$$\\href{javascript:pwn()}{x}$$"]',
  'pie title <img src=x onerror=pwn()>\n"<svg onload=pwn()>" : 1',
  `graph TD\n${'A-->B\n'.repeat(600)}`,
  `graph TD\n${'subgraph a\n'.repeat(300)}`,
];

const fences = (canary: string): string[] => [
  ...keys.map((key) => `\`\`\`${key}\nconst a = 1;\n\`\`\``),
  '```js" onload="pwn()\na\n```',
  '```<img/src=x/onerror=pwn()>\na\n```',
  `\`\`\`../../../${canary}/x.js\na\n\`\`\``,
  '```js {1-99999999} startLine=99999999 showLineNumbers\na\n```',
  `\`\`\`${'x'.repeat(10_000)}\na\n\`\`\``,
  '~~~html\n<script>pwn()</script><img src=x onerror=pwn()>\n~~~',
  '```svg\n<svg onload=pwn()>\n```',
  '```html preview\n<img src=x onerror=pwn()>\n```',
  '```javascript\n</code></pre><script>pwn()</script>\n```',
  '```ansi\n\u001b]8;;javascript:pwn()\u0007x\u001b]8;;\u0007\n```',
  '```diff\n- <script>pwn()</script>\n+ \u202e)(nwp\n```',
];

const references = (canary: string): string[] => [
  ...keys.map((key) => `[${key}][] [^${key}]\n\n[${key}]: ${canary}/${key}\n[^${key}]: ![](${canary}/note)`),
  'a[^1]\n\n[^1]: b[^1] <img src=x onerror=pwn()>',
  'a[^<script>pwn()</script>]\n\n[^<script>pwn()</script>]: b',
  '[^root]\n\n[^root]: a note called as the root of the page',
  `[a]: ${canary}/a "\n[b]: ${canary}/b"\n\n[a] ![b]`,
  '|a|b|\n|-|-|\n|[x](javascript:pwn())|`|`<img src=x onerror=pwn()>|',
  `|${'a|'.repeat(200)}\n|${'-|'.repeat(200)}\n|${'<b>|'.repeat(200)}`,
  '- [x] <img src=x onerror=pwn()>\n- [ ] [a](javascript:pwn())',
  `www.${canary.slice('http://'.length)}/auto ${canary}/auto pwn@127.0.0.1 xmpp:a@b.c`,
  '> [!NOTE]\n> <img src=x onerror=pwn()>',
  `# <a name=root>\n\n## [h](${canary}/h)\n\n${'='.repeat(200)}`,
];

const characters = (): string[] => [
  'safe\u202egpj.exe \u2066[https://bank.example](https://evil.example)\u2069 \u202a\u202b\u202d',
  '[https://bank.example](https://bank.example@evil.example/)',
  '[pay](https://b\u0430nk.example) [pay](https://bank.example\u2044.evil.example)',
  '[a](https://evil.example/\u202emoc.knab)',
  'zero\u200bwidth\u200djoiner\u2060\ufeff\u00ad\u180e',
  'nul \0 inside [a\0](java\0script:pwn()) <scr\0ipt>pwn()</scr\0ipt>',
  'lone \ud800 high [x](https://example.org/\udc00) \udfff low',
  '```js\nconst \ud83d = "\udc00";\n```',
  `z${'\u0301'.repeat(2_000)}algo`,
  `${'\u{1f469}\u200d'.repeat(500)}\u{1f469}`,
  'line\u2028paragraph\u2029next\u0085bell\u0007\u001b[2Jescape\b\b',
  '\ufffe\uffff\u{10ffff}\ue000',
  `${'\u202e'.repeat(1_000)}<img src=x onerror=pwn()>`,
  `${'\u0635\ufdfa'.repeat(500)}`,
  '&#0; &#x110000; &#xd800; &NotAnEntity; &amp;lt;script&amp;gt; &#x202e;',
  '\ufdd0 \u{e0001}\u{e0074}\u{e0065}\u{e0078}\u{e0074} tags',
];

/** A seed, and what closes it if anything does; as deep as the size allows. */
const bombs: [name: string, seed: string, close?: string][] = [
  ['quotes', '> '],
  ['tight quotes', '>'],
  ['lists', '* '],
  ['numbered lists', '1. '],
  ['mixed lists', '- 1) + > '],
  ['stars', '*a '],
  ['underscores', '__a '],
  ['emphasis', '**a*', '*a**'],
  ['brackets', '['],
  ['links', '[a](', ')'],
  ['pictures', '![', '](a)'],
  ['references', '[a]['],
  ['notes', '[^a'],
  ['backticks', '`a``'],
  ['angles', '<a '],
  ['tags', '<div>', '</div>'],
  ['small tags', '<sub>', '</sub>'],
  ['comments', '<!--'],
  ['entities', '&amp;#x'],
  ['tildes', '~~a '],
  ['dollars', '$a$$ '],
  ['parentheses', '\\(a '],
  ['cells', '|`a'],
  ['hard breaks', 'a  \n'],
  ['headings', '\n#'],
  ['definitions', '\n[a]: b'],
  ['fences', '\n```\n~~~'],
  ['addresses', 'www.a.'],
  ['indents', '    '],
  ['one word', 'a'],
];

const bomb = (size: number, [, seed, close = '']: (typeof bombs)[number]): string => {
  const times = Math.floor(size / (seed.length + close.length));
  return seed.repeat(times) + close.repeat(times);
};

export function hostileAnswers(canary: string): HostileAnswer[] {
  const together: Record<string, string[]> = {
    links: hostileLinks(canary),
    loads: hostileLoads(canary),
    handlers: hostileHandlers(),
    references: references(canary),
    fences: fences(canary),
    characters: characters(),
    formulas: formulas(canary).flatMap(inMath),
    diagrams: diagrams(canary).map((text) => `\`\`\`mermaid\n${text}\n\`\`\``),
  };
  const alone: [string, string][] = [
    ...bombs.map((one): [string, string] => [`20 KB of ${one[0]}`, bomb(20_000, one)]),
    ['100 KB of lists', bomb(100_000, ['lists', '* '])],
    ['100 KB of brackets', bomb(100_000, ['brackets', '[a]('])],
  ];
  return [
    ...Object.entries(together).flatMap(([name, payloads]) => grouped(name, payloads, 40)),
    ...grouped('markup', hostileMarkup(canary), 4),
    ...grouped(
      '2 KB of nesting',
      bombs.map((one) => bomb(2_000, one)),
      4,
    ),
    ...alone.map(([name, payload]) => answerOf(name, [payload])),
  ];
}

const grouped = (name: string, payloads: string[], size: number): HostileAnswer[] =>
  inParts(payloads, size).map((part, n) => answerOf(`${name} ${n}`, part));

/** With numbers between the payloads, so that one that breaks out can be named. */
const answerOf = (name: string, payloads: string[]): HostileAnswer => ({
  name,
  payloads,
  text: payloads.length === 1 ? payloads[0]! : payloads.map((one, n) => `(${n})\n\n${one}`).join('\n\n'),
});

const inParts = <Item>(items: Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
