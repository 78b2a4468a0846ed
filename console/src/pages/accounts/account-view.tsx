import { api } from '../../api/index.ts';
import { StateView } from '../../design/index.ts';
import { AccountTiles } from './account-tiles.tsx';
import { Budgets } from './budgets.tsx';
import { ClaudeCode } from './claude-code.tsx';
import { Forecast } from './forecast.tsx';
import type { Account } from './account.ts';
import type { AccountsSearch } from './index.ts';
import { Plan } from './plan.tsx';
import { Usage } from './usage.tsx';
import { HowFresh } from './how-fresh.tsx';

/** A connected account: this month first, then the days behind it, then what limits it. */
export function AccountView({
  account,
  search,
}: {
  readonly account: Account;
  readonly search: AccountsSearch;
}) {
  const data = api.useQuery('post', '/api/v1/integrations/{provider}/data', {
    params: { path: { provider: account.provider } },
  });
  return (
    <>
      <StateView of={data} height="h-72">
        {(found) => (
          <>
            <HowFresh data={found} />
            <Plan account={account} plan={found.plan} />
            <AccountTiles data={found} />
          </>
        )}
      </StateView>
      <div className="grid items-start grid-cols-1 gap-4 sm:gap-5 xl:grid-cols-2">
        <Forecast account={account} />
        <Budgets account={account} />
      </div>
      <Usage account={account} search={search} />
      {account.bill === 'anthropic' && data.data && <ClaudeCode told={data.data.claudeCode} />}
    </>
  );
}
