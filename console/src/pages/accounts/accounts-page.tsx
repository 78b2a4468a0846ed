import { Link } from '@tanstack/react-router';
import { api } from '../../api/index.ts';
import { ButtonLink, Card, classes, Empty, Page, StateView } from '../../design/index.ts';
import { PeriodPicker } from '../../shell/period-picker.tsx';
import { ACCOUNTS, type Account } from './account.ts';
import { AccountView } from './account-view.tsx';
import { accountsRoute } from './index.ts';
import { RefreshButton } from './refresh-button.tsx';

/** What an account at a provider of models uses, costs, and may cost. */
export function AccountsPage() {
  const search = accountsRoute.useSearch();
  const account = ACCOUNTS[search.account ?? 'anthropic'];
  const integration = api.useQuery('get', '/api/v1/integrations/{provider}', {
    params: { path: { provider: account.provider } },
  });
  const isConnected =
    integration.data !== undefined && integration.data.connection.status !== 'disconnected';
  return (
    <Page
      title="Provider accounts"
      about="What your accounts at Anthropic and OpenRouter use and cost, as they report it. Days and months are those of UTC."
      actions={isConnected && <RefreshButton key={account.provider} account={account} />}
      filters={
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <Tabs shown={account} />
          {isConnected && <PeriodPicker search={search} hasZone={false} />}
        </div>
      }
    >
      <StateView of={integration} height="h-96">
        {({ connection }) =>
          connection.status === 'disconnected' ? (
            <NotConnected account={account} />
          ) : (
            <AccountView key={account.provider} account={account} search={search} />
          )
        }
      </StateView>
    </Page>
  );
}

function Tabs({ shown }: { readonly shown: Account }) {
  return (
    <nav
      aria-label="Accounts"
      className="flex gap-1 rounded-control border border-line bg-card p-0.5"
    >
      {Object.values(ACCOUNTS).map(({ name, bill }) => (
        <Link
          key={bill}
          to="/accounts"
          search={({ range }) => ({
            ...(range && { range }),
            ...(bill === 'openrouter' && { account: bill }),
          })}
          aria-current={bill === shown.bill ? 'page' : undefined}
          className={classes(
            'rounded-md px-3 py-1 text-sm',
            bill === shown.bill
              ? 'bg-accent-soft font-medium text-accent'
              : 'text-faint hover:text-ink',
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

function NotConnected({ account: { name } }: { readonly account: Account }) {
  return (
    <Card>
      <Empty
        title={`Your ${name} account is not connected`}
        action={
          <ButtonLink to="/connections" variant="primary">
            Connect it
          </ButtonLink>
        }
      >
        {name === 'Anthropic'
          ? 'With an Admin key of your organization, its requests, tokens and costs stand here, by model and workspace.'
          : 'With a management key of your account, its requests, tokens and costs stand here, by model and provider.'}
      </Empty>
    </Card>
  );
}
