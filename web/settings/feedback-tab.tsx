import { useState } from 'react';
import { useClient, useQuery } from 'urql';
import { m } from '../lib/messages.ts';
import { saveFile } from '../lib/save-file.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { FeedbackCount } from './documents.ts';
import { asMarkdown, collectFeedback, type Opinion } from './export-feedback.ts';

export function FeedbackTab() {
  const client = useClient();
  const [{ data }] = useQuery({ query: FeedbackCount, requestPolicy: 'cache-and-network' });
  const [isBusy, setIsBusy] = useState(false);
  const count = data?.viewer?.feedback.totalCount ?? 0;

  const save = async (name: string, type: string, format: (opinions: Opinion[]) => string) => {
    setIsBusy(true);
    const opinions = await collectFeedback(client);
    setIsBusy(false);
    if (opinions) saveFile(new File([format(opinions)], name, { type }));
    else showToast(m.loadFailed());
  };
  return (
    <>
      <p className="text-ink-soft">{m.feedbackLead()}</p>
      <p>{m.feedbackCount({ count })}</p>
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={isBusy || count === 0}
          onClick={() =>
            save('parley-feedback.json', 'application/json', (all) => JSON.stringify(all, null, 2))
          }
        >
          {m.feedbackJson()}
        </Button>
        <Button
          disabled={isBusy || count === 0}
          onClick={() => save('parley-feedback.md', 'text/markdown', asMarkdown)}
        >
          {m.feedbackMarkdown()}
        </Button>
      </div>
    </>
  );
}
