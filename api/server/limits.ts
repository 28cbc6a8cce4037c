import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';

/** Bounds on what one request may ask, on every transport. Sizes are far above what the web client needs. */
export const maxBodyBytes = 1024 * 1024;
export const maxFrameBytes = 1024 * 1024;
export const maxSubscriptionsPerSocket = 100;

/** Bounds on a document's shape. The introspection query of graphql-js, which tools send, is 21 levels deep. */
export const documentLimits = [
  maxTokensPlugin({ n: 2_000, propagateOnRejection: true }),
  maxDepthPlugin({ n: 21, ignoreIntrospection: false }),
  maxAliasesPlugin({ n: 30, allowList: [] }),
  maxDirectivesPlugin({ n: 50 }),
];
