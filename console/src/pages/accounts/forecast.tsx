import { api, type Schema } from '../../api/index.ts';
import { Card, count, drawn, Empty, Money, StateView } from '../../design/index.ts';
import type { Account } from './account.ts';

const REASONS = {
  nothing_known: 'There are no figures of this account yet.',
  too_old: 'The figures end more than seven days ago.',
  too_little_history: 'It takes fourteen days of figures.',
} as const;

/** What the present month will come to, and how sure that is. */
export function Forecast({ account: { bill, name } }: { readonly account: Account }) {
  const forecast = api.useQuery('get', '/api/v1/insights/forecast', {
    params: { query: { of: 'providerCost', source: bill, tz: 'UTC' } },
  });
  return (
    <Card title="This month’s bill" about={`What ${name} will cost by the end of the month, UTC`}>
      <StateView of={forecast} height="h-36">
        {(found) =>
          found.forecast === null ? (
            <Empty title="No forecast yet">{found.reason && REASONS[found.reason]}</Empty>
          ) : (
            <Told forecast={found} />
          )
        }
      </StateView>
    </Card>
  );
}

function Told({ forecast }: { readonly forecast: Schema<'ForecastDto'> }) {
  const { monthToDate, certainty, low, high, range, daysLeft, isAtLeast } = forecast;
  return (
    <div className="flex flex-col gap-3">
      <p>
        <span className="text-2xl font-semibold tracking-tight">
          <Money value={forecast.forecast} certainty={isAtLeast ? 'at_least' : 'exact'} />
        </span>{' '}
        <span className="text-sm text-faint">expected</span>
      </p>
      <Range forecast={forecast} />
      <p className="text-sm">
        So far <Money value={monthToDate} certainty={certainty} />, with {count(daysLeft, 'day')} to
        go. Likely between <Money value={low} /> and <Money value={high} />.
      </p>
      <p className="text-sm text-faint">
        {range === 'measured'
          ? `Such ranges held the bill in about four of five past months; the median error was ${forecast.medianErrorPercent ?? '—'} % in ${count(forecast.monthsMeasured, 'month')}.`
          : 'The range is wide, since fewer than four past months are known.'}
      </p>
    </div>
  );
}

/** What was spent, filled; what is likely, from low to high, pale. */
function Range({ forecast }: { readonly forecast: Schema<'ForecastDto'> }) {
  const { monthToDate, low, high } = forecast;
  const whole = Math.max(drawn(high) ?? 0, drawn(monthToDate) ?? 0) * 1.05 || 1;
  const part = (text: string | null) => `${((drawn(text) ?? 0) / whole) * 100}%`;
  const width = `${(((drawn(high) ?? 0) - (drawn(low) ?? 0)) / whole) * 100}%`;
  return (
    <div aria-hidden="true" className="relative h-3 overflow-hidden rounded-full bg-sunk">
      <div
        className="absolute inset-y-0 bg-chart-1 opacity-30"
        style={{ left: part(low), width }}
      />
      <div className="absolute inset-y-0 left-0 bg-chart-1" style={{ width: part(monthToDate) }} />
      <div className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: part(forecast.forecast) }} />
    </div>
  );
}
