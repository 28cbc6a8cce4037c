/** Two voices that overlap. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0 fill-accent">
      <path d="M3 12a9 9 0 0 1 9-9h1.500a9 9 0 0 1 0 18H3z" />
      <path d="M29 20a9 9 0 0 1-9 9h-1.500a9 9 0 0 1 0-18H29z" opacity="0.5" />
    </svg>
  );
}
