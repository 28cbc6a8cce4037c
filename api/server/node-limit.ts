import {
  type ASTVisitor,
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  type InlineFragmentNode,
  isCompositeType,
  isListType,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { maxPageSize } from '../graphql/pages.ts';

/**
 * Bounds how many objects a document can ask for, since lists inside lists multiply: a hundred bytes of
 * `children{children{…` would otherwise read a whole tree many times over.
 *
 * A page counts by its `first` or `last` where that is a literal, and by the largest page where it is a variable, so
 * that the verdict holds for the document whatever the variables are (validation is cached by document). Another list
 * counts as `plainList`.
 */
export const maxNodes = 10_000;
const plainList = 25;
/** What a page without a size shows at most by default. */
const defaultPage = 50;

type Plugin = {
  onValidate: (hooks: {
    addValidationRule: (rule: (context: ValidationContext) => ASTVisitor) => void;
  }) => void;
};

export const nodeLimit: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(limitNodes);
  },
};

function limitNodes(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const root = context.getSchema().getRootType(operation.operation);
      if (!root) return;
      const worst = largest(context, operation.selectionSet, root, 1, []);
      if (worst <= maxNodes) return;
      const message = `This operation could return ${worst} objects along one path, more than ${maxNodes}: ask for smaller pages, or in several operations.`;
      context.reportError(new GraphQLError(message, { nodes: operation }));
    },
  };
}

/** The largest product of list sizes on any path below a selection; fragments are entered where they stand. */
function largest(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  parent: GraphQLCompositeType,
  product: number,
  within: string[],
): number {
  let worst = product;
  for (const selection of selections) {
    // Past the limit the exact number is nobody's concern, and a circle of fragments is another rule's.
    if (worst > maxNodes) return worst;
    if (selection.kind === 'Field') {
      worst = Math.max(worst, largestBelow(context, selection, parent, product, within));
      continue;
    }
    const name = selection.kind === 'FragmentSpread' ? selection.name.value : null;
    const fragment = name === null ? (selection as InlineFragmentNode) : context.getFragment(name);
    if (!fragment || (name !== null && within.includes(name))) continue;
    const condition =
      fragment.typeCondition && context.getSchema().getType(fragment.typeCondition.name.value);
    const type = isCompositeType(condition) ? condition : parent;
    worst = Math.max(
      worst,
      largest(context, fragment.selectionSet, type, product, name ? [...within, name] : within),
    );
  }
  return worst;
}

function largestBelow(
  context: ValidationContext,
  field: FieldNode,
  parent: GraphQLCompositeType,
  product: number,
  within: string[],
): number {
  const definition = 'getFields' in parent ? parent.getFields()[field.name.value] : undefined;
  if (!definition || !field.selectionSet) return product;
  const named = getNamedType(definition.type);
  if (!isCompositeType(named)) return product;
  return largest(context, field.selectionSet, named, product * factorOf(field, definition.type), within);
}

function factorOf(field: FieldNode, type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return ['nodes', 'edges'].includes(field.name.value) ? 1 : plainList;
  if (!getNamedType(type).name.endsWith('Connection')) return 1;
  const size = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
  if (!size) return defaultPage;
  return size.kind === 'IntValue' ? Number(size.value) : maxPageSize;
}
