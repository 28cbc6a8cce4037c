const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat();

/** 980, 12.3K, 1M. */
export const compactNumber = (count: number): string => compact.format(count);
export const wholeNumber = (count: number): string => plain.format(count);

/** Millionths of a dollar as dollars; small sums keep two digits that count. */
export function dollars(micros: number): string {
  const amount = micros / 1e6;
  const digits = amount === 0 || amount >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(amount)));
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, digits),
  }).format(amount);
}

export const decimal = (value: number, digits = 1): string =>
  value.toLocaleString(undefined, { maximumFractionDigits: digits });
