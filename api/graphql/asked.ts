import { queryFromInfo } from '@pothos/plugin-prisma';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Asked, Columns } from '../platform/statement.ts';
import type { Context } from './builder.ts';

/** What a field's selection asks of rows of that type, which stand under the paths. */
export function askedOf(
  context: Context,
  info: GraphQLResolveInfo,
  { typeName, paths }: { typeName: string; paths?: string[][] },
): Asked<object> {
  const query = queryFromInfo({ context, info, typeName, ...(paths ? { paths } : {}) });
  return { query, columns: columnsAsked(info) };
}

/**
 * Which columns of each model a selection can look at, for statements written by hand (platform/statement.ts). It is
 * what the fields themselves declare for Pothos: the column they expose, their `select`, the keys of their relation. A
 * field that declares nothing may look at anything. Types that nothing is selected of are missing.
 */
function columnsAsked({ fieldNodes, returnType, schema, fragments }: GraphQLResolveInfo): Columns {
  const [node] = fieldNodes;
  // A document is parsed once however often it is sent; a field asked for twice is looked at each time.
  const known = fieldNodes.length === 1 && node ? asked.get(node) : undefined;
  if (known) return known;
  const columns: Found = new Map();
  const type = getNamedType(returnType);
  if (isCompositeType(type))
    for (const { selectionSet } of fieldNodes)
      if (selectionSet) look({ schema, fragments, columns, seen: new Set() }, selectionSet, type);
  if (node && fieldNodes.length === 1) asked.set(node, columns);
  return columns;
}

const asked = new WeakMap<FieldNode, Columns>();

type Found = Map<string, Set<string> | 'all'>;

type Walk = {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  columns: Found;
  seen: Set<FragmentDefinitionNode>;
};

function look(walk: Walk, { selections }: SelectionSetNode, parent: GraphQLCompositeType): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) lookAtField(walk, selection, parent);
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition && walk.schema.getType(selection.typeCondition.name.value);
      look(walk, selection.selectionSet, isCompositeType(condition) ? condition : parent);
    } else {
      const fragment = walk.fragments[selection.name.value];
      if (!fragment || walk.seen.has(fragment)) continue;
      walk.seen.add(fragment);
      const type = walk.schema.getType(fragment.typeCondition.name.value);
      if (isCompositeType(type)) look(walk, fragment.selectionSet, type);
    }
  }
}

function lookAtField(walk: Walk, node: FieldNode, parent: GraphQLCompositeType): void {
  const types = isAbstractType(parent) ? walk.schema.getPossibleTypes(parent) : [parent];
  for (const type of types) {
    const field = isObjectType(type) ? (type as GraphQLObjectType).getFields()[node.name.value] : undefined;
    if (!field) continue;
    add(walk.columns, type.name, columnsOfField(field));
    const below = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(below)) look(walk, node.selectionSet, below);
  }
}

function add(found: Found, type: string, columns: string[] | 'all'): void {
  const before = found.get(type) ?? new Set();
  if (before === 'all' || columns === 'all') found.set(type, 'all');
  else found.set(type, new Set([...before, ...columns]));
}

type Declared = {
  pothosExposedField?: string;
  pothosPrismaRelationField?: { relationFromFields?: readonly string[] };
  pothosPrismaSelect?: unknown;
};

function columnsOfField({ name, extensions }: GraphQLField<unknown, unknown>): string[] | 'all' {
  const { pothosExposedField, pothosPrismaRelationField, pothosPrismaSelect } = extensions as Declared;
  if (name === 'id') return ['id'];
  if (pothosExposedField !== undefined) return [pothosExposedField];
  if (pothosPrismaRelationField) return [...(pothosPrismaRelationField.relationFromFields ?? [])];
  return pothosPrismaSelect && typeof pothosPrismaSelect === 'object'
    ? Object.keys(pothosPrismaSelect)
    : 'all';
}
