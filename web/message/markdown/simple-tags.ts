type Node = { type: string; value?: string; children?: Node[]; data?: { hName: string } };

const known = /^<(\/?)(br|sub|sup|kbd)\s*\/?>$/i;

/**
 * Raw HTML is off, yet models write `<br>` in tables and `<sub>`, `<sup>`, `<kbd>` in prose. This remark plugin
 * maps exactly these four without attributes; every other tag stays visible as text.
 */
export function simpleTags() {
  return (root: Node): void => mapChildren(root);
}

function mapChildren(parent: Node): void {
  if (!parent.children) return;
  const mapped: Node[] = [];
  const open: { tag: string; at: number }[] = [];
  for (const child of parent.children) {
    mapChildren(child);
    const [, slash, name] = (child.type === 'html' && known.exec(child.value ?? '')) || [];
    const tag = name?.toLowerCase();
    if (tag === 'br') mapped.push({ type: 'break' });
    else if (tag && slash === '') {
      open.push({ tag, at: mapped.length });
      mapped.push(child);
    } else if (tag && open.at(-1)?.tag === tag) {
      const { at } = open.pop() as { at: number };
      const [, ...children] = mapped.splice(at);
      mapped.push({ type: 'emphasis', data: { hName: tag }, children });
    } else mapped.push(child);
  }
  parent.children = mapped;
}
