import { useState } from 'react';
import { api, client, type Schema } from '../../api/index.ts';
import { useNetworkName } from '../../chain/index.ts';
import { Ago, Badge, Button, Card, Empty, PlusIcon, StateView } from '../../design/index.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ProveDialog } from './prove-dialog.tsx';
import { WalletDialog } from './wallet-dialog.tsx';

type Wallet = Schema<'PayoutWalletDto'>;

/** Where buyers pay to, on each network. */
export function PayoutWallets() {
  const [isAdding, setAdding] = useState(false);
  const wallets = api.useQuery('get', '/api/v1/me/payout-wallets');
  return (
    <Card
      title="Payout wallets"
      about="Where buyers pay to. On other networks they pay to the wallet that you sign in with."
      aside={
        <Button small onClick={() => setAdding(true)}>
          <PlusIcon /> Choose a wallet
        </Button>
      }
    >
      <StateView
        of={wallets}
        height="h-24"
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty title="Buyers pay to the wallet that you sign in with">
            Choose another one for a network if the money should go elsewhere.
          </Empty>
        }
      >
        {({ items }) => (
          <ul className="-my-4 divide-y divide-line">
            {items.map((wallet) => (
              <WalletItem key={wallet.network} wallet={wallet} />
            ))}
          </ul>
        )}
      </StateView>
      <WalletDialog open={isAdding} onClose={() => setAdding(false)} />
    </Card>
  );
}

function WalletItem({ wallet }: { readonly wallet: Wallet }) {
  const [asking, setAsking] = useState<'prove' | 'change' | 'remove'>();
  const { network, address, provenAt } = wallet;
  const name = useNetworkName()(network);
  const close = () => setAsking(undefined);
  const remove = () =>
    client.DELETE('/api/v1/me/payout-wallets/{network}', { params: { path: { network } } });
  return (
    <li className="flex flex-col gap-2 py-4 sm:flex-row sm:items-center sm:justify-between">
      <div className="min-w-0">
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {provenAt === null ? (
            <Badge tone="warn">Not shown to be yours</Badge>
          ) : (
            <Badge tone="good">Yours</Badge>
          )}
        </h3>
        <code className="font-mono text-sm break-all">{address}</code>
        <p className="text-sm text-faint">
          {provenAt === null ? (
            'Transfers from it pay no refunds until you show that it is yours.'
          ) : (
            <>
              shown <Ago at={provenAt} />
            </>
          )}
        </p>
      </div>
      <div className="flex flex-wrap gap-1">
        {provenAt === null && (
          <Button small onClick={() => setAsking('prove')}>
            Show it is mine
          </Button>
        )}
        <Button
          small
          variant="quiet"
          onClick={() => setAsking('change')}
          aria-label={`Change the wallet of ${name}`}
        >
          Change
        </Button>
        <Button
          small
          variant="quiet"
          onClick={() => setAsking('remove')}
          aria-label={`Remove the wallet of ${name}`}
        >
          Remove
        </Button>
      </div>
      <ProveDialog wallet={wallet} open={asking === 'prove'} onClose={close} />
      <WalletDialog wallet={wallet} open={asking === 'change'} onClose={close} />
      <ConfirmDialog
        title={`Remove the wallet of ${name}?`}
        verb="Remove"
        open={asking === 'remove'}
        onClose={close}
        act={remove}
      >
        <p>
          Buyers pay to the wallet that you sign in with from then on. What they have signed already
          is still paid to this one.
        </p>
      </ConfirmDialog>
    </li>
  );
}
