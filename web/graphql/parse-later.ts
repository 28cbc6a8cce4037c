import { parse } from '@0no-co/graphql.web';
import type { DocumentNode } from 'graphql';

/** Enough for the kind of an operation or fragment and its name, which no other has. */
const nameLength = 64;

function keyOf(text: string): number {
  let key = 0;
  for (let at = 0; at < nameLength; at += 1) key = (key * 31 + (text.charCodeAt(at) || 0)) >>> 0;
  return key;
}

/**
 * A document that is parsed when somebody looks into it: a page knows many, and sends few before it is shown. urql tells
 * documents apart by `__key`, and would make it from their parsed text.
 */
class Later {
  readonly kind = 'Document' as DocumentNode['kind'];
  readonly loc: { source: { body: string } };

  constructor(text: string) {
    this.loc = { source: { body: text } };
  }

  get definitions(): DocumentNode['definitions'] {
    return this.#keep('definitions', parse(this.loc.source.body, { noLocation: true }).definitions);
  }

  get __key(): number {
    return this.#keep('__key', keyOf(this.loc.source.body));
  }

  #keep<Value>(name: string, value: Value): Value {
    Object.defineProperty(this, name, { value, enumerable: name === 'definitions', writable: true });
    return value;
  }
}

export const parseLater = (text: string): Later => new Later(text);
