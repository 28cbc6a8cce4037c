/** An answer as a good model writes it, for pictures and for tests of what is rendered. */
export const sampleAnswer = `Use a **keyset cursor**: remember the last row you showed and ask for what lies behind it. The cost of a page then does not depend on how deep it lies.

## Why not \`OFFSET\`

| | \`OFFSET 100000\` | keyset |
|---|---:|---:|
| rows read | 100 020 | 20 |
| stable while rows are added | no | yes |
| can jump to page 17 | yes | no |

The query needs an index in the order of the page:

\`\`\`sql
SELECT id, title, updated_at
FROM conversation
WHERE user_id = $1
  AND (updated_at, id) < ($2, $3)
ORDER BY updated_at DESC, id DESC
LIMIT 20;
\`\`\`

Three things to mind:

1. Compare the **pair**, or rows with equal times get lost.
2. Ask for one row more than you show: it tells whether another page follows.
3. Keep the cursor opaque, so that you can change it later.
`;
