import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { dollars, wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { conversationPath } from '../lib/paths.ts';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { byDay, byModel, periodOf, type Report, type Sum, sumOf, UsageReportPage } from './report.ts';
import { UsageChart } from './usage-chart.tsx';
import { type Cells, DayTable, UsageTable } from './usage-table.tsx';

const ranges = [7, 30, 90];

/** The default export, because the shell loads it when it is asked for. */
export default function UsagePage({ onOpenSidebar }: { onOpenSidebar: (() => void) | null }) {
  const [days, setDays] = useState(30);
  const [now] = useState(Date.now);
  const period = periodOf(days, now);
  const [{ data, error }] = useQuery({
    query: UsageReportPage,
    variables: period,
    requestPolicy: 'cache-and-network',
  });
  useEffect(() => {
    document.title = `${m.usage()} · ${m.appName()}`;
  }, []);
  const report = data?.viewer?.usage;
  return (
    <Page title={m.usage()} onOpenSidebar={onOpenSidebar}>
      <p className="text-ink-soft">{m.usageLead()}</p>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{m.usageRange()}</legend>
        {ranges.map((range) => (
          <label key={range} className="choice">
            <input type="radio" name="range" checked={range === days} onChange={() => setDays(range)} />
            {m.usageDays({ days: range })}
          </label>
        ))}
      </fieldset>
      {!report &&
        (error ? (
          <p role="alert">{m.loadFailed()}</p>
        ) : (
          <Skeleton label={m.loading()} widths={['60%', '90%', '75%']} />
        ))}
      {report?.buckets.length === 0 && <p>{m.usageNone()}</p>}
      {report && report.buckets.length > 0 && <ReportView report={report} period={period} />}
    </Page>
  );
}

function ReportView({ report, period }: { report: Report; period: { from: string; to: string } }) {
  const rows = report.buckets as never as Parameters<typeof byModel>[0];
  const total = sumOf(rows.map(({ usage }) => usage));
  const models = byModel(rows);
  const days = byDay(rows, models, period);
  return (
    <>
      <dl className="totals">
        <Total name={m.usageInput()} value={wholeNumber(total.input)} />
        <Total name={m.usageOutput()} value={wholeNumber(total.output)} />
        <Total name={m.usageCost()} value={cost(total)} />
      </dl>
      <section aria-label={m.usagePerDay()}>
        <h2 className="mb-2 font-medium">{m.usagePerDay()}</h2>
        <UsageChart days={days} models={models} />
        <DayTable days={days} models={models} />
      </section>
      <UsageTable
        title={m.usageByModel()}
        head={m.infoModel()}
        rows={models.map(({ id, name, sum }) => row(id, name, sum))}
      />
      <UsageTable title={m.usageByChat()} head={m.usageChat()} rows={chats(report)} />
    </>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function cost({ micros, isPartial, hasPrice }: Sum): string {
  if (!hasPrice) return m.usageUnpriced();
  return isPartial ? m.usageAtLeast({ cost: dollars(micros) }) : dollars(micros);
}

const row = (key: string, name: React.ReactNode, sum: Sum): Cells => ({
  key,
  name,
  cells: [wholeNumber(sum.input), wholeNumber(sum.output), cost(sum)],
});

function chats({ conversations }: Report): Cells[] {
  return conversations.map(({ conversation, usage }, index) => {
    const sum = sumOf([usage as never]);
    if (!conversation) return row(`gone-${index}`, <i>{m.usageDeleted()}</i>, sum);
    const title = conversation.title || m.untitled();
    return row(
      conversation.id,
      <Link href={conversationPath(conversation.id)} className="underline" dir="auto">
        {title}
      </Link>,
      sum,
    );
  });
}
