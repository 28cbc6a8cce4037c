import { formatLocale, useLanguage } from './locale.ts';

/** 980, 12.3K, 1M. */
export const compactNumber = (count: number): string =>
  new Intl.NumberFormat(formatLocale(), { notation: 'compact', maximumFractionDigits: 1 }).format(count);
export const wholeNumber = (count: number): string => count.toLocaleString(formatLocale());

/** Millionths of a dollar as dollars; small sums keep two digits that count. */
export function dollars(micros: number): string {
  const amount = micros / 1e6;
  const digits = amount === 0 || amount >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(amount)));
  const text = new Intl.NumberFormat(formatLocale(), {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, digits),
  }).format(amount);
  // Isolated, or the line around it would put the sign of `US$` on its wrong side.
  return useLanguage.getState().spoken === 'ar' ? `\u2066${text}\u2069` : text;
}

export const decimal = (value: number, digits = 1): string =>
  value.toLocaleString(formatLocale(), { maximumFractionDigits: digits });

/** 18 sec, 3 min: seconds while there are few. */
export function timeSpan(seconds: number): string {
  const [count, unit] = seconds < 100 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat(formatLocale(), { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** How an instant is written in the person's language. A format is kept: making one costs as much as using it a hundred times. */
export function formatDate(instant: string | number | Date, options: Intl.DateTimeFormatOptions): string {
  const locale = formatLocale();
  const key = JSON.stringify([locale, options]);
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, format);
  return format.format(new Date(instant));
}
