import { compactNumber, formatDate, wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { useIsPhone } from '../lib/use-media.ts';
import { type Day, type ModelSum, niceCeiling } from './report.ts';

const height = 200;
const bottom = 22;
const leastLeft = 44;
const letterPx = 6.5;
/** Colours there are; further models share the last one. */
const colours = 6;

export const colourOf = (model: number): string => `series-${Math.min(model, colours - 1)}`;

/** Bars per day, stacked by model. A picture to whoever sees it; the table beside it has the same numbers. */
export function UsageChart({ days, models }: { days: Day[]; models: ModelSum[] }) {
  // Drawn for the width it is shown at, or its words would shrink with it.
  const width = useIsPhone() ? 358 : 720;
  const top = niceCeiling(Math.max(1, ...days.map(({ tokens }) => tokens)));
  const marks = [0, 0.5, 1].map((part) => ({ part, text: compactNumber(top * part) }));
  const left = Math.max(leastLeft, 10 + letterPx * Math.max(...marks.map(({ text }) => text.length)));
  const plot = height - bottom - 8;
  const step = (width - left) / days.length;
  const labelEvery = Math.ceil(days.length / (width / 100));
  return (
    <figure>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        className="usage-chart"
        role="img"
        aria-label={m.usageChart({ days: days.length })}
      >
        {marks.map(({ part, text }) => (
          <g key={part}>
            <line x1={left} x2={width} y1={8 + plot * (1 - part)} y2={8 + plot * (1 - part)} />
            <text x={left - 6} y={12 + plot * (1 - part)} textAnchor="end">
              {text}
            </text>
          </g>
        ))}
        {days.map((day, index) => (
          <g key={day.start} transform={`translate(${left + index * step} 0)`}>
            <title>{`${dayName(day.start)}: ${wholeNumber(day.tokens)}`}</title>
            {stacked(day, plot / top).map(({ model, y, size }) => (
              <rect
                key={model}
                className={colourOf(model)}
                x={step * 0.14}
                width={step * 0.72}
                y={8 + plot - y - size}
                height={size}
              />
            ))}
            {(days.length - 1 - index) % labelEvery === 0 && (
              <text x={step / 2} y={height - 5} textAnchor={index === days.length - 1 ? 'end' : 'middle'}>
                {dayName(day.start)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
        {models.map(({ id, name }, model) => (
          <span key={id} className="flex items-center gap-1.5">
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="2" className={colourOf(model)} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function stacked({ parts }: Day, scale: number) {
  let y = 0;
  return parts.map(({ model, tokens }) => {
    const part = { model, y, size: tokens * scale };
    y += part.size;
    return part;
  });
}

export const dayName = (start: string): string =>
  formatDate(start, { day: 'numeric', month: 'short', timeZone: 'UTC' });
