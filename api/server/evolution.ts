import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  buildASTSchema,
  buildSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  findBreakingChanges,
  findDangerousChanges,
  GraphQLSchema,
  parse,
  visit,
} from 'graphql';

/**
 * What may change from one release to the next: anything may be added, and what goes must have been `@deprecated` in
 * a release. docs/released.graphql is the schema of the last one.
 */
export type Changes = { refused: string[]; dangerous: string[] };

export function compareSchemas(released: string, current: string): Changes {
  const [before, after] = [buildSchema(released), buildSchema(current)];
  return {
    refused: findBreakingChanges(withoutDeprecated(released), after).map(({ description }) => description),
    dangerous: findDangerousChanges(before, after).map(({ description }) => description),
  };
}

type Deprecable = { readonly directives?: readonly ConstDirectiveNode[] };

/** What clients may rely on: whatever is deprecated, and the types that only it leads to, may go. */
function withoutDeprecated(text: string): GraphQLSchema {
  const drop = ({ directives = [] }: Deprecable) =>
    directives.some(({ name }) => name.value === 'deprecated') ? null : undefined;
  const document: DocumentNode = visit(parse(text), {
    FieldDefinition: drop,
    InputValueDefinition: drop,
    EnumValueDefinition: drop,
  });
  const kept = buildASTSchema(document, { assumeValid: true });
  const config = kept.toConfig();
  // Types that nothing leads to are left out, unless they are what an interface that is left stands for.
  const reached = new GraphQLSchema({ ...config, types: [] });
  const implementing = config.types.filter(
    (type) => 'getInterfaces' in type && type.getInterfaces().some(({ name }) => reached.getType(name)),
  );
  return new GraphQLSchema({ ...config, types: implementing });
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '../..');
  const releasedFile = resolve(root, 'docs/released.graphql');
  const current = readFileSync(resolve(root, 'schema.graphql'), 'utf8');
  if (process.argv.includes('--release')) writeFileSync(releasedFile, current);
  const { refused, dangerous } = compareSchemas(readFileSync(releasedFile, 'utf8'), current);
  for (const change of dangerous) process.stdout.write(`Dangerous for clients, mind it: ${change}\n`);
  for (const change of refused)
    process.stderr.write(
      `Breaks clients of the last release: ${change} Mark it @deprecated in a release first, or add beside it.\n`,
    );
  process.exitCode = refused.length === 0 ? 0 : 1;
}
