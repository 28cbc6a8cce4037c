import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isPreferred } from '../lib/preferences.ts';
import { watchSelecting } from './watch-selecting.ts';

const nearPx = 80;
const exactPx = 4;
const pillPx = 160;
/** Between the top of the view and a turn that was just sent (styles/thread.css). */
const sentTopPx = 16;

/**
 * Keeps the reader where the reader wants to be. At the bottom the view follows the text; who prefers it keeps what was
 * just sent at the top instead. Going up ends that, by whatever way: a wheel, keys, the focus, the browser's find; so
 * does selecting, as long as something is selected. Then what is being read stays in place, whatever grows above or
 * below. Coming back to the bottom follows again.
 */
export function useChatScroll(scroller: RefObject<HTMLElement | null>, threadKey: string) {
  const isFollowing = useRef(true);
  /** Following ends with the last turn at the top. */
  const isAnchored = useRef(false);
  const lastKey = useRef(threadKey);
  /** Where the view was left by us or seen last: what is above that now, and not at the end, somebody has scrolled. */
  const lastTop = useRef(0);
  const place = useRef<Place | null>(null);
  const [isAway, setIsAway] = useState(false);

  const settle = useCallback(() => {
    const view = scroller.current;
    if (!view) return;
    if (isFollowing.current) view.scrollTop = isAnchored.current ? lastTurnTop(view) : view.scrollHeight;
    else place.current = hold(view, place.current);
    lastTop.current = view.scrollTop;
    setIsAway(bottomGap(view) > pillPx);
  }, [scroller]);

  // Another thread opens at its bottom; the first one when it is laid out, which the observer below tells of.
  useLayoutEffect(() => {
    if (lastKey.current === threadKey) return;
    isFollowing.current = true;
    // A new chat gets its name in the middle of its first turn.
    if (!lastKey.current.startsWith('new')) isAnchored.current = false;
    lastKey.current = threadKey;
    settle();
  }, [threadKey, settle]);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const listening = new AbortController();
    const options = { signal: listening.signal, passive: true };
    lastTop.current = view.scrollTop;
    /** Selecting has only interrupted the following. */
    let isInterrupted = false;
    let wasAnchored = false;

    const letGo = () => {
      isFollowing.current = false;
      isAnchored.current = false;
      isInterrupted = false;
      place.current = readingPlace(view);
    };
    const onScroll = () => {
      // In a frame, scroll events come before resizes are observed: what was put in above has moved the text already.
      if (!isFollowing.current) hold(view, place.current);
      const gap = bottomGap(view);
      const movedPx = view.scrollTop - lastTop.current;
      lastTop.current = view.scrollTop;
      // What shrinks ends at the bottom, and so is no way up.
      const isUp = movedPx < -exactPx && gap > exactPx;
      const isAtEnd = movedPx !== 0 && (gap <= exactPx || (movedPx > 0 && gap < nearPx));
      if (isUp || (isAnchored.current && movedPx > exactPx && !isAtEnd)) letGo();
      else if (isAtEnd) {
        isFollowing.current = true;
        if (movedPx > 0) isAnchored.current = false;
      } else if (!isFollowing.current) place.current = readingPlace(view);
      setIsAway(gap > pillPx);
    };
    const onTouchEnd = () => {
      if (bottomGap(view) <= exactPx) isFollowing.current = true;
    };

    // The compositor scrolls first and tells later: by then the view may be at the top already.
    const canScroll = () => view.scrollHeight - view.clientHeight > exactPx;
    view.addEventListener('wheel', (event) => event.deltaY < 0 && canScroll() && letGo(), options);
    view.addEventListener('touchmove', letGo, options);
    view.addEventListener('touchend', onTouchEnd, options);
    view.addEventListener('keydown', (event) => isUpward(event) && letGo(), options);
    view.addEventListener('pointerdown', (event) => isOnScrollbar(event, view) && letGo(), options);
    view.addEventListener('focusin', (event) => isByKeyboard(event) && letGo(), options);
    watchSelecting(
      view,
      (isSelecting) => {
        const isOurs = isSelecting ? isFollowing.current : isInterrupted;
        if (!isOurs) return;
        if (isSelecting) {
          wasAnchored = isAnchored.current;
          letGo();
        } else {
          isFollowing.current = true;
          isAnchored.current = wasAnchored;
        }
        isInterrupted = isSelecting;
        settle();
      },
      listening.signal,
    );
    view.addEventListener('scroll', onScroll, options);
    return () => listening.abort();
  }, [scroller, settle]);

  // Before the first frame, in which it is told of what was laid out.
  useLayoutEffect(() => {
    const view = scroller.current;
    const content = view?.firstElementChild;
    if (!view || !content) return;
    const resizes = new ResizeObserver(settle);
    resizes.observe(content);
    resizes.observe(view);
    return () => resizes.disconnect();
  }, [scroller, settle]);

  const toBottom = useCallback(() => {
    const view = scroller.current;
    if (!view) return;
    isFollowing.current = true;
    isAnchored.current = false;
    // A long way is jumped but for its end, which shows the direction.
    view.scrollTop = Math.max(view.scrollTop, view.scrollHeight - 3 * view.clientHeight);
    lastTop.current = view.scrollTop;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    view.scrollTo({ top: view.scrollHeight, behavior: isCalm ? 'instant' : 'smooth' });
  }, [scroller]);

  /** A sent message is where its writer looks next. */
  const follow = useCallback(() => {
    isFollowing.current = true;
    isAnchored.current = isPreferred('unfollowed-answers') || isPreferred('whole-answers');
    settle();
  }, [settle]);

  /** Puts a message into the middle and leaves it there. */
  const show = useCallback(
    (element: Element) => {
      const view = scroller.current;
      if (!view) return;
      isFollowing.current = false;
      isAnchored.current = false;
      element.scrollIntoView({ block: element.clientHeight > view.clientHeight ? 'start' : 'center' });
      place.current = readingPlace(view);
      lastTop.current = view.scrollTop;
      setIsAway(bottomGap(view) > pillPx);
    },
    [scroller],
  );

  return { isAway, toBottom, follow, show };
}

const bottomGap = (view: HTMLElement): number => view.scrollHeight - view.clientHeight - view.scrollTop;

const topOf = (element: Element, view: HTMLElement): number =>
  element.getBoundingClientRect().top - view.getBoundingClientRect().top;

/** Not above the bottom for want of room: the turn fills the view. */
function lastTurnTop(view: HTMLElement): number {
  const turn = view.querySelector('section.turn[data-last="true"]');
  return turn ? view.scrollTop + topOf(turn, view) - sentTopPx : view.scrollHeight;
}

const isUpward = ({ key }: KeyboardEvent): boolean => key === 'PageUp' || key === 'Home' || key === 'ArrowUp';

/** Something in the thread, and not a click's doing. */
const isByKeyboard = ({ target, currentTarget }: FocusEvent): boolean =>
  target !== currentTarget && (target as Element).matches(':focus-visible');

const isOnScrollbar = (event: PointerEvent, view: HTMLElement): boolean =>
  event.target === view && event.offsetX >= view.clientWidth;

/** Where an element stood in the view, and how far the view was scrolled then. */
type Place = { element: Element; top: number; scrollTop: number };

/** Takes back what layout has moved since, and leaves what a person has scrolled. */
function hold(view: HTMLElement, place: Place | null): Place | null {
  if (!place?.element.isConnected) return place;
  const { element } = place;
  const top = place.top - (view.scrollTop - place.scrollTop);
  const movedPx = topOf(element, view) - top;
  if (Math.abs(movedPx) >= 1) view.scrollTop += movedPx;
  return { element, top, scrollTop: view.scrollTop };
}

/** The first turn in view, found by halving: rows are in order. A skeleton is no place: it goes when its page comes. */
function readingPlace(view: HTMLElement): Place | null {
  const turns = view.querySelectorAll('section.turn');
  let from = 0;
  let to = turns.length - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    const turn = turns[middle];
    if (turn && topOf(turn, view) + turn.clientHeight > 0) to = middle;
    else from = middle + 1;
  }
  const element = turns[from];
  return element ? { element, top: topOf(element, view), scrollTop: view.scrollTop } : null;
}
