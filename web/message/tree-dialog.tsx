import clsx from 'clsx';
import { useEffect, useMemo, useState } from 'react';
import { type OperationResult, useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.ts';
import type {
  ConversationOutlineQuery,
  ConversationOutlineQueryVariables,
} from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { layOut, type TreeRow } from './tree-layout.ts';

const ConversationOutline = graphql(`
  query ConversationOutline($id: ID!, $first: Int!, $after: String) {
    node(id: $id) {
      id
      ... on Conversation {
        activeLeaf {
          id
        }
        outline(first: $first, after: $after) {
          nodes {
            id
            parentId
            role
            excerpt
            isShown
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

type Outlined = Extract<
  NonNullable<ConversationOutlineQuery['node']>,
  { __typename: 'Conversation' }
>['outline']['nodes'][number];

type Tree = { nodes: Outlined[]; leafId: string | null };

const pageSize = 1_000;
const rowPx = matchMedia('(pointer: coarse)').matches ? 44 : 34;
const lanePx = 18;
const mostLanes = 8;

type Props = { conversationId: string; onChoose: (messageId: string) => void; onClose: () => void };

/**
 * The whole tree in small: who said what, where the branches part, and where the reader is. The default export, because
 * the header loads it when it is asked for.
 */
export default function TreeDialog({ conversationId, onChoose, onClose }: Props) {
  const { tree, hasFailed } = useOutline(conversationId);
  const rows = useMemo(() => layOut(tree?.nodes ?? []), [tree]);
  const parents = new Set(tree?.nodes.map(({ parentId }) => parentId));
  const leaves = tree?.nodes.filter(({ id }) => !parents.has(id)).length ?? 0;
  return (
    <Dialog title={m.tree()} onClose={onClose} isWide>
      <p className="mb-3 text-sm text-ink-soft">
        {m.treeLead()} {tree && m.treeMessages({ messages: tree.nodes.length, leaves })}
      </p>
      {hasFailed && <Notice kind="error">{m.treeFailed()}</Notice>}
      {!tree && !hasFailed && <Skeleton label={m.treeLoading()} widths={['60%', '80%', '50%']} />}
      {tree && (
        <div className="tree">
          <TreeLines rows={rows} />
          <ol>
            {rows.map(({ node, lane }) => (
              <li key={node.id} data-lane={Math.min(lane, mostLanes)}>
                <button
                  type="button"
                  className={clsx('tree-row', node.isShown && 'tree-row-shown')}
                  aria-current={node.id === tree.leafId ? 'true' : undefined}
                  onClick={() => {
                    onClose();
                    onChoose(node.id);
                  }}
                >
                  <span className="tree-who">{node.role === 'USER' ? m.you() : m.answerNoun()}</span>
                  <span className="truncate" dir="auto">
                    {node.excerpt || m.emptyMessage()}
                  </span>
                  {node.isShown && <span className="sr-only">({m.treeShown()})</span>}
                  {node.id === tree.leafId && <span className="badge ms-auto">{m.treeHere()}</span>}
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Dialog>
  );
}

const xOf = (lane: number) => Math.min(lane, mostLanes) * lanePx + lanePx / 2;
const yOf = (row: number) => row * rowPx + rowPx / 2;

/** Decoration: the rows say the same in words. */
function TreeLines({ rows }: { rows: TreeRow<Outlined>[] }) {
  const widest = rows.reduce((most, { lane }) => Math.max(most, lane), 0);
  const width = (Math.min(widest, mostLanes) + 1) * lanePx;
  return (
    <svg width={width} height={rows.length * rowPx} aria-hidden="true" className="tree-lines">
      {rows.map(({ node, lane, parentRow, parentLane }, row) => {
        if (parentRow === null) return null;
        const [x, y, fromX, fromY] = [xOf(lane), yOf(row), xOf(parentLane), yOf(parentRow)];
        const bend = lane === parentLane ? `V ${y}` : `V ${y - 12} Q ${fromX} ${y} ${x} ${y}`;
        return <path key={node.id} d={`M ${fromX} ${fromY} ${bend}`} data-shown={node.isShown} />;
      })}
      {rows.map(({ node, lane }, row) => (
        <circle
          key={node.id}
          cx={xOf(lane)}
          cy={yOf(row)}
          r={node.role === 'USER' ? 4 : 3}
          data-shown={node.isShown}
          data-role={node.role}
        />
      ))}
    </svg>
  );
}

/** All pages of the outline, each shown when all are there: a tree without its leaves would be another one. */
function useOutline(conversationId: string): { tree: Tree | null; hasFailed: boolean } {
  const client = useClient();
  const [tree, setTree] = useState<Tree | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    const load = async () => {
      const nodes: Outlined[] = [];
      let after: string | null = null;
      let leafId: string | null = null;
      do {
        const variables: ConversationOutlineQueryVariables = { id: conversationId, first: pageSize, after };
        const options = { requestPolicy: 'network-only' as const };
        const answer: OperationResult<ConversationOutlineQuery> = await client
          .query(ConversationOutline, variables, options)
          .toPromise();
        const node = answer.data?.node;
        if (node?.__typename !== 'Conversation') return isCurrent && setHasFailed(true);
        nodes.push(...node.outline.nodes);
        leafId = node.activeLeaf?.id ?? null;
        after = node.outline.pageInfo.hasNextPage ? (node.outline.pageInfo.endCursor ?? null) : null;
      } while (after && isCurrent);
      if (isCurrent) setTree({ nodes, leafId });
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [client, conversationId]);
  return { tree, hasFailed };
}
