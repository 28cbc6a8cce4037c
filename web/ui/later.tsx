import { type ComponentType, type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { loadLaterMessages, m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** A part of the page that is fetched when it is first shown; `loaded` once it has come. */
type Part<Props> = {
  load: () => Promise<ComponentType<Props>>;
  loaded: ComponentType<Props> | null;
};

export function part<Props>(load: () => Promise<{ default: ComponentType<Props> }>): Part<Props> {
  const it: Part<Props> = {
    loaded: null,
    async load() {
      const [module] = await Promise.all([load(), loadLaterMessages()]);
      it.loaded = module.default;
      return module.default;
    },
  };
  return it;
}

const restMs = 1_200;

/** Fetches a part once the page is at rest. */
export function usePreload<Props>({ load }: Part<Props>): void {
  useEffect(() => {
    const timer = setTimeout(() => load().catch(() => {}), restMs);
    return () => clearTimeout(timer);
  }, [load]);
}

type Props<Given> = {
  part: Part<Given>;
  props: Given;
  /** What stands there until it comes. */
  meanwhile?: ReactNode;
  /** Closes what was asked for. Without it a notice stands in the part's place. */
  onMissing?: () => void;
};

/**
 * Shows a part. If it cannot be had, the page stays, and showing it again asks again; React.lazy would throw, and
 * remember the failure until a reload.
 */
export function Later<Given extends object>({ part, props, meanwhile, onMissing }: Props<Given>) {
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
      (loaded) => isWanted && setShown(() => loaded),
      () => isWanted && miss(),
    );
    return () => {
      isWanted = false;
    };
  }, [part, Shown, isMissing]);

  if (Shown) return <Shown {...props} />;
  if (!isMissing) return meanwhile;
  return (
    <>
      {meanwhile}
      <div className="p-4">
        <Notice kind="error" action={<Button onClick={() => setIsMissing(false)}>{m.tryAgain()}</Button>}>
          {m.loadFailed()}
        </Notice>
      </div>
    </>
  );
}
