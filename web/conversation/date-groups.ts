import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';

export type DateGroup<T> = { label: string; items: T[] };

/** Groups by the reader's own calendar days, newest first: Today, Yesterday, Previous 7 days, 30 days, then months. */
export function groupByDate<T extends { updatedAt: string }>(items: readonly T[], now: Date): DateGroup<T>[] {
  const newestFirst = items.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  const groups: DateGroup<T>[] = [];
  for (const item of newestFirst) {
    const label = labelOf(new Date(item.updatedAt), now);
    const last = groups.at(-1);
    if (last?.label === label) last.items.push(item);
    else groups.push({ label, items: [item] });
  }
  return groups;
}

function labelOf(date: Date, now: Date): string {
  const days = calendarDaysBetween(date, now);
  if (days <= 0) return m.today();
  if (days === 1) return m.yesterday();
  if (days <= 7) return m.previousWeek();
  if (days <= 30) return m.previousMonth();
  const isThisYear = date.getFullYear() === now.getFullYear();
  return formatDate(date, isThisYear ? { month: 'long' } : { month: 'long', year: 'numeric' });
}

/** Counted in calendar days and not in 24 hours: a day with a clock change has 23 or 25 of them. */
function calendarDaysBetween(date: Date, now: Date): number {
  const day = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000;
  return day(now) - day(date);
}
