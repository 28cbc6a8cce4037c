/** Stands in for rehype-raw (see vite.config.ts): raw HTML in answers is text, never elements. */
export default function noRawHtml(): void {}
