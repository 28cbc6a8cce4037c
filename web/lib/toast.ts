import { create } from 'zustand';

export type ToastAction = { label: string; onChoose: () => void };
export type Toast = { id: number; text: string; action?: ToastAction };

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

const showMs = 6_000;
/** An undo needs time to be seen, reached and chosen. */
const showActionMs = 10_000;
let lastId = 0;

export function showToast(text: string, action?: ToastAction): void {
  lastId += 1;
  const id = lastId;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, text, action }] }));
  setTimeout(() => dismissToast(id), action ? showActionMs : showMs);
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
