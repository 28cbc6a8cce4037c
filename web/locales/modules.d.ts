/** A language's sentences, compiled by ./compile.ts. */
declare module 'messages:*' {
  const messages: import('./messages.ts').Messages;
  export default messages;
}
