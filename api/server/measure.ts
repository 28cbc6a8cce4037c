import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isCompositeType,
  isListType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql';
import { maxBranches, maxPageSize } from '../graphql/pages.ts';
import { type Policy, policyOf } from './policy.ts';

/**
 * How much an operation can ask for, with the variables it comes with, and what of it a token must be allowed. Lists
 * inside lists multiply: a hundred bytes of `children{children{…` would otherwise read a whole tree many times over. A
 * page counts by its `first` or `last`, another list as `plainList`. Each fragment is looked at once, however often it
 * is spread.
 */
export type Measure = {
  isRead: boolean;
  /** The largest product of list sizes along one path. */
  widest: number;
  /** Upper bound of objects in the answer. */
  nodeCount: number;
  /** Policies that the operation touches, with the first field that needs each. */
  needs: ReadonlyMap<Policy, string>;
};

const plainList = 25;

/** Lists that may be longer than that, or are known to be shorter: introspection's, by what this schema has on the average. */
const lists: Record<string, number> = {
  'Message.siblings': maxBranches,
  'Message.children': maxBranches,
  '__Schema.types': 350,
  '__Schema.directives': 10,
  '__Type.fields': 8,
  '__Type.inputFields': 8,
  '__Type.enumValues': 8,
  '__Type.possibleTypes': 8,
  '__Type.interfaces': 2,
  '__Field.args': 2,
  '__Directive.args': 2,
};
/** What a page without a size shows at most by default. */
const defaultPage = 50;

type Variables = Record<string, unknown>;
type Size = { widest: number; nodeCount: number };
type Walk = {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  sizes: Map<string, Size | null>;
  needs: Map<Policy, string>;
  variables: Variables;
};

const nothing: Size = { widest: 1, nodeCount: 0 };

export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  given: Variables,
): Measure {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  const needs = new Map<Policy, string>();
  const isRead = operation?.operation === 'query';
  if (!operation || !root) return { ...nothing, isRead, needs };
  const defaults = operation.variableDefinitions?.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const variables = { ...Object.fromEntries(defaults ?? []), ...given };
  const walk = { schema, fragments, sizes: new Map(), needs, variables };
  return { ...sizeOf(walk, operation.selectionSet, root), isRead, needs };
}

function sizeOf(walk: Walk, { selections }: SelectionSetNode, parent: GraphQLCompositeType): Size {
  let { widest, nodeCount } = nothing;
  for (const selection of selections) {
    const size =
      selection.kind === Kind.FIELD
        ? sizeOfField(walk, selection, parent)
        : selection.kind === Kind.FRAGMENT_SPREAD
          ? sizeOfFragment(walk, selection.name.value)
          : sizeOf(
              walk,
              selection.selectionSet,
              conditionOf(walk, selection.typeCondition?.name.value) ?? parent,
            );
    widest = Math.max(widest, size.widest);
    nodeCount += size.nodeCount;
  }
  return { widest, nodeCount };
}

function sizeOfFragment(walk: Walk, name: string): Size {
  const known = walk.sizes.get(name);
  if (known !== undefined) return known ?? nothing;
  const fragment = walk.fragments.get(name);
  const type = fragment && conditionOf(walk, fragment.typeCondition.name.value);
  if (!fragment || !type) return nothing;
  // A circle of fragments is another rule's concern.
  walk.sizes.set(name, null);
  const size = sizeOf(walk, fragment.selectionSet, type);
  walk.sizes.set(name, size);
  return size;
}

function conditionOf({ schema }: Walk, name: string | undefined): GraphQLCompositeType | null {
  const type = name === undefined ? undefined : schema.getType(name);
  return isCompositeType(type) ? type : null;
}

function sizeOfField(walk: Walk, node: FieldNode, parent: GraphQLCompositeType): Size {
  const field = fieldOf(walk, node.name.value, parent);
  if (!field) return nothing;
  const at = `${parent.name}.${field.name}`;
  const policy = policyOf(parent.name, field.name);
  if (policy && !walk.needs.has(policy)) walk.needs.set(policy, at);
  const type = getNamedType(field.type);
  if (!node.selectionSet || !isCompositeType(type)) return nothing;
  const factor = factorOf(walk, node, field, at);
  const below = sizeOf(walk, node.selectionSet, type);
  // A page and its edges are no objects of their own.
  const own = /(Connection|Edge)$/.test(type.name) ? 0 : 1;
  return { widest: factor * below.widest, nodeCount: factor * (own + below.nodeCount) };
}

function fieldOf({ schema }: Walk, name: string, parent: GraphQLCompositeType) {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return 'getFields' in parent ? parent.getFields()[name] : undefined;
}

function factorOf(walk: Walk, node: FieldNode, field: GraphQLField<unknown, unknown>, at: string): number {
  const sizeGiven = (name: string) => {
    const argument = node.arguments?.find((each) => each.name.value === name)?.value;
    return argument && valueFromASTUntyped(argument, walk.variables);
  };
  if (at === 'Query.nodes') {
    const ids = sizeGiven('ids');
    return Array.isArray(ids) ? Math.max(1, ids.length) : maxPageSize;
  }
  // The page above them has counted them.
  if (isListType(getNullableType(field.type)))
    return ['nodes', 'edges'].includes(field.name) ? 1 : (lists[at] ?? plainList);
  if (!getNamedType(field.type).name.endsWith('Connection')) return 1;
  const size =
    sizeGiven('first') ?? sizeGiven('last') ?? field.args.find(({ name }) => name === 'first')?.defaultValue;
  return typeof size === 'number' ? Math.max(1, size) : defaultPage;
}
