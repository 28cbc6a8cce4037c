/**
 * The picture of a tree as rows: the newest branch runs straight down in its lane, and older versions stand in a lane
 * beside it, each in one piece between the message they branch from and the one that goes on.
 */
export type TreeNode = { id: string; parentId?: string | null };

export type TreeRow<Node> = {
  node: Node;
  /** 0 for the newest branch. */
  lane: number;
  /** Row of the parent; null for a root. */
  parentRow: number | null;
  parentLane: number;
};

/** `nodes` oldest first. Written without recursion: a thread may be ten thousand messages long. */
export function layOut<Node extends TreeNode>(nodes: readonly Node[]): TreeRow<Node>[] {
  const children = new Map<string | null, Node[]>();
  const known = new Set(nodes.map(({ id }) => id));
  for (const node of nodes) {
    const parent = node.parentId && known.has(node.parentId) ? node.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const rows: TreeRow<Node>[] = [];
  const open: Omit<TreeRow<Node>, never>[] = [];
  const push = (parent: string | null, parentRow: number | null, lane: number) => {
    const below = children.get(parent) ?? [];
    // The last one pushed is the next one drawn: the newest child goes to the bottom of the pile.
    for (const [index, node] of below.toReversed().entries()) {
      open.push({ node, lane: index === 0 ? lane : lane + 1, parentRow, parentLane: lane });
    }
  };
  push(null, null, 0);
  for (let next = open.pop(); next; next = open.pop()) {
    rows.push(next);
    push(next.node.id, rows.length - 1, next.lane);
  }
  return rows;
}
