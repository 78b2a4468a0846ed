import { api } from '../../api/index.ts';
import {
  Button,
  clockTime,
  Page,
  Partial,
  RefreshIcon,
  Skeleton,
  StateView,
} from '../../design/index.ts';
import { periodOf, rangeName } from '../../shell/period.ts';
import { PeriodPicker } from '../../shell/period-picker.tsx';
import { Activity } from './activity.tsx';
import { EarnedByDay, RunsByDay } from './by-day.tsx';
import { Headline } from './headline.tsx';
import { overviewRoute } from './index.ts';
import { NextSteps } from './next-steps.tsx';
import { NotCounted } from './not-counted.tsx';
import { isQuiet, type Summary } from './summary.ts';
import { TopResources } from './top-resources.tsx';

/** What was earned, used and left in the range that the address names, and what to do next. */
export function OverviewPage() {
  const search = overviewRoute.useSearch();
  const query = periodOf(search);
  const summary = api.useQuery('get', '/api/v1/insights/summary', { params: { query } });
  return (
    <Page
      title="Overview"
      about={summary.data && <AsOf summary={summary.data} />}
      filters={<PeriodPicker search={search} />}
      actions={
        <Button busy={summary.isFetching} onClick={() => void summary.refetch()}>
          {!summary.isFetching && <RefreshIcon />} Refresh
        </Button>
      }
    >
      <StateView of={summary} height="h-32">
        {(data) => <Figures summary={data} range={rangeName(search)} />}
      </StateView>
      {summary.data === undefined && !summary.error && <Skeleton height="h-72" />}
      <div className="grid gap-4 sm:gap-5 xl:grid-cols-2">
        <NextSteps />
        <Activity />
      </div>
      {summary.data && isQuiet(summary.data) && <TopResources summary={summary.data} />}
    </Page>
  );
}

function Figures({ summary, range }: { readonly summary: Summary; readonly range: string }) {
  const { knownFrom } = summary.scope;
  return (
    <div className="flex flex-col gap-4 sm:gap-5">
      {knownFrom !== null && <Partial>What was before {knownFrom} is not known.</Partial>}
      <Headline summary={summary} range={range} />
      {!isQuiet(summary) && (
        <>
          <EarnedByDay summary={summary} range={range} />
          <div className="grid gap-4 sm:gap-5 xl:grid-cols-2">
            <RunsByDay summary={summary} />
            <TopResources summary={summary} />
          </div>
        </>
      )}
      <NotCounted apart={summary.apart} />
    </div>
  );
}

function AsOf({ summary }: { readonly summary: Summary }) {
  const { asOf, isStale, tz } = summary.scope;
  if (asOf === null) return <span>No figures yet</span>;
  return (
    <span className={isStale ? 'text-warn' : undefined}>
      As of {clockTime(asOf, tz)}, days of {tz}
      {isStale ? '. They should be newer by now' : ''}
    </span>
  );
}
