import { api } from '../../api/index.ts';
import { Page, StateView } from '../../design/index.ts';
import { periodOf, rangeName } from '../../shell/period.ts';
import { PeriodPicker } from '../../shell/period-picker.tsx';
import { EarnedByResource } from './earned-by-resource.tsx';
import { EarningsTiles } from './earnings-tiles.tsx';
import { earningsRoute } from './index.ts';
import { Ledger } from './ledger.tsx';
import { ReceiptDialog } from './receipt-dialog.tsx';
import { Refunds } from './refunds.tsx';

/** What was earned in the range of the address; refunds and the ledger have no range, the newest come first. */
export function EarningsPage() {
  const search = earningsRoute.useSearch();
  const period = periodOf(search);
  const summary = api.useQuery('get', '/api/v1/insights/summary', { params: { query: period } });
  return (
    <Page
      title="Earnings"
      about="What buyers paid you, what it comes to after fees and refunds, and the books behind it."
      filters={<PeriodPicker search={search} />}
    >
      <StateView of={summary} height="h-60 sm:h-32">
        {(found) => <EarningsTiles summary={found} range={rangeName(search)} />}
      </StateView>
      <Refunds />
      <EarnedByResource period={period} range={rangeName(search)} />
      <Ledger />
      <ReceiptDialog />
    </Page>
  );
}
