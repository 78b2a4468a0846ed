import { useNavigate } from '@tanstack/react-router';
import { Empty, Filter, groupDigits, roundUsd, usd } from '../../design/index.ts';
import { periodOf, rangeName } from '../../shell/period.ts';
import { compact, csvOf, ReportCard, type ReportQuery, useReport } from '../reports/index.ts';
import type { Account } from './account.ts';
import type { AccountsSearch } from './index.ts';

const DRAWN = 5;

/** Cost, requests and tokens of each day, parted as the address says. */
export function Usage({
  account: { provider, ways },
  search,
}: {
  readonly account: Account;
  readonly search: AccountsSearch;
}) {
  const by = search.by !== undefined && search.by in ways ? search.by : 'model';
  const query = { ...periodOf({ ...search, tz: 'UTC' }), source: provider, by, top: DRAWN };
  const nobody = `No ${ways[by]}`;
  const about = `By ${ways[by]}, the last ${rangeName(search)}, UTC days`;
  return (
    <section aria-label="Day by day" className="flex flex-col gap-4 sm:gap-5">
      <By ways={ways} shown={by} />
      <Chart title="Cost" of="costs" query={query} about={`${about}, in USD`} nobody={nobody} />
      <div className="grid grid-cols-1 gap-4 sm:gap-5 xl:grid-cols-2">
        <Chart
          title="Requests"
          of="usage"
          query={{ ...query, measure: 'requests' }}
          about={about}
          nobody={nobody}
        />
        <Chart
          title="Tokens"
          of="usage"
          query={{ ...query, measure: 'tokens' }}
          about={about}
          nobody={nobody}
        />
      </div>
    </section>
  );
}

function By({ ways, shown }: { readonly ways: Account['ways']; readonly shown: string }) {
  const navigate = useNavigate();
  const change = (by: string) =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, by: by === 'model' ? undefined : by }),
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <h2 className="text-lg font-semibold">Day by day</h2>
      <Filter label="By" value={shown} onChange={({ target }) => change(target.value)}>
        {Object.entries(ways).map(([id, word]) => (
          <option key={id} value={id}>
            {word}
          </option>
        ))}
      </Filter>
    </div>
  );
}

function Chart({
  title,
  of,
  query,
  about,
  nobody,
}: {
  readonly title: string;
  readonly of: 'usage' | 'costs';
  readonly query: ReportQuery;
  readonly about: string;
  /** What belongs to none of them is called: code that was run has no model. */
  readonly nobody: string;
}) {
  const report = useReport(of, query);
  const isMoney = of === 'costs';
  return (
    <ReportCard
      title={title}
      about={about}
      of={report}
      whole={title}
      nobody={nobody}
      short={isMoney ? roundUsd : compact}
      exact={isMoney ? usd : groupDigits}
      csv={csvOf(of, query)}
      empty={
        <Empty title="No figures in this range">
          The provider reported none, or the server has not read these days yet.
        </Empty>
      }
    />
  );
}
