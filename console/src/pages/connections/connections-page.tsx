import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/index.ts';
import { Button, CloseIcon, Note, Page, StateView } from '../../design/index.ts';
import { Catalogue } from './catalogue.tsx';
import { connectionsRoute } from './index.ts';
import { ARRIVALS, type Integration } from './words.ts';

/** The services that Coinslot works with, in the order in which they are set up. */
export function ConnectionsPage() {
  const integrations = api.useQuery('get', '/api/v1/integrations');
  return (
    <Page
      title="Connections"
      about="Connect each service once. Coinslot keeps the secrets encrypted, checks them, and tells you when one breaks."
    >
      <Arrival items={integrations.data?.items ?? []} />
      <StateView of={integrations} height="h-96">
        {({ items }) => <Catalogue items={items} />}
      </StateView>
    </Page>
  );
}

/** How a journey to a service ended, until it is dismissed. */
function Arrival({ items }: { readonly items: readonly Integration[] }) {
  const { connected, error } = connectionsRoute.useSearch();
  const navigate = useNavigate();
  if (connected === undefined && error === undefined) return null;
  // Anybody can write an address: only what is known here is said again.
  const service = items.find(({ provider }) => provider === connected)?.name;
  if (error === undefined && service === undefined) return null;
  return (
    <Note tone={error === undefined ? 'good' : 'bad'}>
      <div className="flex items-center justify-between gap-3">
        {error === undefined
          ? `${service} is connected.`
          : (ARRIVALS[error] ?? 'The service was not connected.')}
        <Button
          small
          variant="quiet"
          aria-label="Dismiss"
          onClick={() => void navigate({ to: '/connections', search: {}, replace: true })}
        >
          <CloseIcon />
        </Button>
      </div>
    </Note>
  );
}
