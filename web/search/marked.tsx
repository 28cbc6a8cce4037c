/** An excerpt with its matches, which the server put between U+E000 and U+E001. */
export function Marked({ text }: { text: string }) {
  return text.split('\uE000').map((piece, at) => {
    const [match = '', rest = ''] = at === 0 ? ['', piece] : piece.split('\uE001');
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other name.
      <span key={at}>
        {match !== '' && <mark className="search-mark">{match}</mark>}
        {rest}
      </span>
    );
  });
}
