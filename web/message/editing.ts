import { create } from 'zustand';

/** The message that is being written anew; one at a time. */
export const useEditing = create<{ messageId: string | null }>(() => ({ messageId: null }));

export const startEditing = (messageId: string): void => useEditing.setState({ messageId });
export const stopEditing = (): void => useEditing.setState({ messageId: null });
