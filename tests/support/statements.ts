import { Client } from 'pg';
import { onTestFinished } from 'vitest';

export type Statement = { text: string; values: unknown[] };

/** Hears every statement that this process sends to the database, until the test ends; the app runs in it. */
export function heardStatements(isOfInterest: (text: string) => boolean): Statement[] {
  const original = Client.prototype.query;
  const heard: Statement[] = [];
  Client.prototype.query = function (this: Client, ...args: any[]) {
    const text = String(typeof args[0] === 'string' ? args[0] : args[0]?.text);
    const values = args[0]?.values ?? (Array.isArray(args[1]) ? args[1] : []);
    if (isOfInterest(text)) heard.push({ text, values });
    return (original as any).apply(this, args);
  } as typeof original;
  onTestFinished(() => {
    Client.prototype.query = original;
  });
  return heard;
}
