import { api } from '../../api/index.ts';
import { Card, Money, Page, StateView } from '../../design/index.ts';
import { periodOf, rangeName } from '../../shell/period.ts';
import { PeriodPicker } from '../../shell/period-picker.tsx';
import { overviewRoute } from './index.ts';

/** What was earned in the range that the address names. */
export function OverviewPage() {
  const search = overviewRoute.useSearch();
  const query = periodOf(search);
  const summary = api.useQuery('get', '/api/v1/insights/summary', { params: { query } });
  return (
    <Page title="Overview" filters={<PeriodPicker search={search} />}>
      <Card title="Earned" about={`Net, the last ${rangeName(search)}, days of ${query.tz}`}>
        <StateView of={summary} height="h-9">
          {() => <Money value="0" />}
        </StateView>
      </Card>
    </Page>
  );
}
