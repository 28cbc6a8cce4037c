import { useId, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DeleteQuestion } from '../conversation/delete-question.tsx';
import { refusalSentence } from '../graphql/errors.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CreateShareLink, RevokeShareLink, ShareLinks } from './documents.ts';
import { isOver, ShareLinkCard } from './share-link-card.tsx';

type Props = {
  conversationId: string;
  /** The last message of the thread on screen; null while it is being written. */
  leafId: string | null;
  onClose: () => void;
};

/** The default export, because the menu loads it when it is asked for. */
export default function ShareDialog({ conversationId, leafId, onClose }: Props) {
  const [news, setNews] = useState('');
  return (
    <Dialog title={m.shareTitle()} onClose={onClose}>
      <p className="text-ink-soft">{m.shareLead()}</p>
      <NewLink leafId={leafId} onMade={() => setNews(m.shareReady())} />
      <Links conversationId={conversationId} onTakenBack={() => setNews(m.shareTakenBack())} />
      <div className="mt-4 flex items-center gap-3">
        {/* Here and not in a toast: what lies below a modal dialog is not read out. */}
        <p role="status" className="min-w-0 flex-1 text-sm text-ink-soft">
          {news}
        </p>
        <Button onClick={onClose}>{m.close()}</Button>
      </div>
    </Dialog>
  );
}

const lifetimes = ['', '1', '7', '30'];
const dayMs = 86_400_000;

function NewLink({ leafId, onMade }: { leafId: string | null; onMade: () => void }) {
  const id = useId();
  const [days, setDays] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [{ fetching }, create] = useMutation(CreateShareLink);

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    if (fetching || !leafId) return;
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString();
    const result = (await create({ input: { leafId, expiresAt } })).data?.createShareLink;
    const isMade = result?.__typename === 'CreateShareLinkPayload';
    setProblem(isMade ? null : refusalSentence(result, m.saveFailed()));
    if (isMade) onMade();
  };
  return (
    <form onSubmit={submit} className="mt-4 flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-32 flex-1">
          <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
            {m.tokenExpires()}
          </label>
          <select
            id={id}
            className="field h-11 px-3"
            value={days}
            onChange={({ target }) => setDays(target.value)}
          >
            {lifetimes.map((each) => (
              <option key={each} value={each}>
                {each === '' ? m.tokenNever() : m.tokenInDays({ days: Number(each) })}
              </option>
            ))}
          </select>
        </div>
        <Button type="submit" kind="primary" className="min-h-11" disabled={fetching || leafId === null}>
          {m.shareMake()}
        </Button>
      </div>
      {leafId === null && <p className="text-sm text-ink-soft">{m.shareWait()}</p>}
      {problem && <Notice kind="error">{problem}</Notice>}
    </form>
  );
}

function Links({ conversationId, onTakenBack }: { conversationId: string; onTakenBack: () => void }) {
  const [{ data, error }, load] = useQuery({
    query: ShareLinks,
    variables: { id: conversationId },
    requestPolicy: 'cache-and-network',
  });
  const [, revoke] = useMutation(RevokeShareLink);
  const [hasFailed, setHasFailed] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const links = data?.node?.__typename === 'Conversation' ? data.node.shareLinks : null;

  const takeBack = async (id: string) => {
    setAsked(null);
    const { data } = await revoke({ input: { shareLinkId: id } });
    setHasFailed(!data);
    // What is not there any more is taken back, too.
    if (data) onTakenBack();
  };
  if (!links && error) {
    const retry = <Button onClick={() => load({ requestPolicy: 'network-only' })}>{m.tryAgain()}</Button>;
    return (
      <div className="mt-4">
        <Notice kind="error" action={retry}>
          {m.loadFailed()}
        </Notice>
      </div>
    );
  }
  if (!links) return <Skeleton label={m.loading()} widths={['80%']} />;
  if (links.length === 0) return null;
  return (
    <section className="mt-5">
      <h3 className="mb-2 text-sm font-medium">{m.shareLinks()}</h3>
      <ul className="preset-list max-h-72 overflow-y-auto">
        {links.map((link) => (
          <ShareLinkCard
            key={link.id}
            link={link}
            onTakeBack={() => (isOver(link) ? void takeBack(link.id) : setAsked(link.id))}
          />
        ))}
      </ul>
      {hasFailed && <Notice kind="error">{m.saveFailed()}</Notice>}
      {asked !== null && (
        <DeleteQuestion
          title={m.shareTakeBackTitle()}
          lead={m.shareTakeBackLead()}
          confirm={m.shareTakeBack()}
          onCancel={() => setAsked(null)}
          onConfirm={() => void takeBack(asked)}
        />
      )}
    </section>
  );
}
