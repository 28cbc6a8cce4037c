import { useEffect } from 'react';
import { wordsOf } from '../message/message-words.ts';
import type { MessageNode } from '../message/turn.tsx';
import { keepChat } from '../offline/kept-chats.ts';

const settleMs = 2_000;

type Shown = {
  head: { id: string; title: string; temporaryUntil?: string | null; deletedAt?: string | null } | null;
  nodes: readonly MessageNode[];
  isGenerating: boolean;
};

/** Keeps the open chat for reading without a connection, once it is at rest. What shall leave no trace leaves none. */
export function useKeepChat({ head, nodes, isGenerating }: Shown): void {
  const isKept =
    head !== null && !head.temporaryUntil && !head.deletedAt && !isGenerating && nodes.length > 0;
  const { id, title } = head ?? { id: '', title: '' };
  useEffect(() => {
    if (!isKept) return;
    const timer = setTimeout(() => void keepChat({ id, title, messages: nodes.map(wordsOf) }), settleMs);
    return () => clearTimeout(timer);
  }, [isKept, id, title, nodes]);
}
