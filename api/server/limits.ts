import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import type { Plugin } from 'graphql-yoga';
import { topLevelError } from '../graphql/top-level-errors.ts';

/** Bounds on what one request may ask, on every transport. Sizes are far above what the web client needs. */
export const maxBodyBytes = 1024 * 1024;
export const maxFrameBytes = 1024 * 1024;
export const maxSubscriptionsPerSocket = 100;

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

/** Bounds on a document's shape. The introspection query of graphql-js, which tools send, is 21 levels deep. */
export const documentLimits = [
  boundedNesting,
  maxTokensPlugin({ n: 2_000, propagateOnRejection: true }),
  maxDepthPlugin({ n: 21, ignoreIntrospection: false }),
  maxAliasesPlugin({ n: 30, allowList: [] }),
  maxDirectivesPlugin({ n: 50 }),
];
