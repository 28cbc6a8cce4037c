import { type ComponentType, useEffect, useEffectEvent, useState } from 'react';
import { loadLaterMessages, m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** A part of the page that is fetched when it is first shown; `loaded` once it has come. */
type Part<Props> = {
  load: () => Promise<{ default: ComponentType<Props> }>;
  loaded: ComponentType<Props> | null;
};

export const part = <Props,>(load: Part<Props>['load']): Part<Props> => ({
  load: async () => (await Promise.all([load(), loadLaterMessages()]))[0],
  loaded: null,
});

type Props<Given> = {
  part: Part<Given>;
  props: Given;
  /** Closes what was asked for. Without it a notice stands in the part's place. */
  onMissing?: () => void;
};

/**
 * Shows a part. If it cannot be had, the page stays, and showing it again asks again; React.lazy would throw, and
 * remember the failure until a reload.
 */
export function Later<Given extends object>({ part, props, onMissing }: Props<Given>) {
  const [Shown, setShown] = useState(() => part.loaded);
  const [isMissing, setIsMissing] = useState(false);
  const miss = useEffectEvent(() => {
    if (!onMissing) return setIsMissing(true);
    showToast(m.loadFailed());
    onMissing();
  });

  useEffect(() => {
    if (Shown || isMissing) return;
    let isWanted = true;
    part.load().then(
      (module) => {
        part.loaded = module.default;
        if (isWanted) setShown(() => module.default);
      },
      () => isWanted && miss(),
    );
    return () => {
      isWanted = false;
    };
  }, [part, Shown, isMissing]);

  if (Shown) return <Shown {...props} />;
  if (!isMissing) return null;
  return (
    <div className="p-4">
      <Notice kind="error" action={<Button onClick={() => setIsMissing(false)}>{m.tryAgain()}</Button>}>
        {m.loadFailed()}
      </Notice>
    </div>
  );
}
