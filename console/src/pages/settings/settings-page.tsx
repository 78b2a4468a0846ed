import { Link } from '@tanstack/react-router';
import { classes, Page } from '../../design/index.ts';
import { ApiKeys } from './api-keys.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { settingsRoute, type SettingsSearch } from './index.ts';
import { PayoutWallets } from './payout-wallets.tsx';
import { Profile } from './profile.tsx';
import { Sessions } from './sessions.tsx';
import { Webhooks } from './webhooks.tsx';

const PARTS: readonly (readonly [SettingsSearch['part'], string])[] = [
  [undefined, 'Profile'],
  ['keys', 'API keys'],
  ['webhooks', 'Webhooks'],
  ['security', 'Account'],
];

/** The account in four parts, each with its own address. */
export function SettingsPage() {
  const { part } = settingsRoute.useSearch();
  return (
    <Page title="Settings" filters={<Parts shown={part} />}>
      {part === undefined && (
        <>
          <Profile />
          <PayoutWallets />
        </>
      )}
      {part === 'keys' && <ApiKeys />}
      {part === 'webhooks' && <Webhooks />}
      {part === 'security' && (
        <>
          <Sessions />
          <DeleteAccount />
        </>
      )}
    </Page>
  );
}

function Parts({ shown }: { readonly shown: SettingsSearch['part'] }) {
  return (
    <nav aria-label="Settings" className="overflow-x-auto border-b border-line">
      <ul className="flex gap-1">
        {PARTS.map(([part, name]) => (
          <li key={name}>
            <Link
              to="/settings"
              search={part === undefined ? {} : { part }}
              aria-current={part === shown ? 'page' : undefined}
              className={classes(
                '-mb-px block border-b-2 px-2.5 py-2 text-sm sm:px-3 whitespace-nowrap',
                part === shown
                  ? 'border-accent font-medium text-accent'
                  : 'border-transparent text-faint hover:text-ink',
              )}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
