import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { type DocumentNode, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { topLevelError } from '../graphql/top-level-errors.ts';

/** Bounds on what one request may ask, on every transport. Sizes are far above what the web client needs. */
export const maxBodyBytes = 1024 * 1024;
export const maxFrameBytes = 1024 * 1024;
export const maxSubscriptionsPerSocket = 100;
/** Open at once in one process for one session or token; without either, for one address. */
export const maxSockets = { withCredential: 500, without: 100 };

/** The parser calls itself for each level: what ends its stack is a document that nobody means. */
const boundedNesting: Plugin = {
  onParse:
    () =>
    ({ result, replaceParseResult }) => {
      if (result instanceof RangeError)
        replaceParseResult(
          topLevelError('GRAPHQL_PARSE_FAILED', 'Syntax Error: The document is nested too deeply.'),
        );
    },
};

const maxRepeats = 100;

/** Validation compares each two fields of one name, so hundreds of them hold up everybody: it is not begun. */
const boundedRepeats: Plugin = {
  onParse:
    () =>
    ({ result, replaceParseResult }) => {
      if (!result || result instanceof Error || seldom.has(result)) return;
      const most = mostRepeated(result);
      if (most.count <= maxRepeats) seldom.add(result);
      else
        replaceParseResult(
          topLevelError(
            'GRAPHQL_VALIDATION_FAILED',
            `This document asks for \`${most.name}\` ${most.count} times, and ${maxRepeats} are allowed: ask for each field once.`,
          ),
        );
    },
};

/** Documents that were looked at: one is parsed once however often it is sent. */
const seldom = new WeakSet<DocumentNode>();

function mostRepeated(document: DocumentNode): { name: string; count: number } {
  const counts = new Map<string, number>();
  let most = { name: '', count: 0 };
  visit(document, {
    Field({ name, alias }) {
      const key = (alias ?? name).value;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count > most.count && key !== '__typename') most = { name: key, count };
    },
  });
  return most;
}

/** Bounds on a document's shape. The introspection query of graphql-js, which tools send, is 21 levels deep. */
export const documentLimits = [
  boundedNesting,
  boundedRepeats,
  maxTokensPlugin({ n: 2_000, propagateOnRejection: true }),
  maxDepthPlugin({ n: 21, ignoreIntrospection: false }),
  maxAliasesPlugin({ n: 30, allowList: [] }),
  maxDirectivesPlugin({ n: 50 }),
];
