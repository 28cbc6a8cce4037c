type Node = { type: string; lang?: string; value?: string; children?: Node[]; data?: object };

/** A formula that is alone in its paragraph stands on a line of its own, as its writer meant. A remark plugin. */
export function displayMath() {
  return (root: Node): void => lift(root);
}

function lift(parent: Node): void {
  if (!parent.children) return;
  parent.children = parent.children.map((child) => {
    lift(child);
    const [only] = child.children ?? [];
    const isAlone = child.type === 'paragraph' && child.children?.length === 1 && only?.type === 'inlineMath';
    return isAlone ? { type: 'code', lang: 'math', value: only.value ?? '' } : child;
  });
}
