import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Dialog, Note } from '../../design/index.ts';
import { type Eip1193, isRejection, useWallets } from '../../wallet/wallets.ts';

type Wallet = Schema<'PayoutWalletDto'>;

/** Shows that a wallet belongs to the account: it signs a message, and moves nothing. */
export function ProveDialog({
  wallet,
  open,
  onClose,
}: {
  readonly wallet: Wallet;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Show that this wallet is yours">
      <Signers wallet={wallet} onDone={onClose} />
    </Dialog>
  );
}

function Signers({ wallet, onDone }: { readonly wallet: Wallet; readonly onDone: () => void }) {
  const { address } = wallet;
  const wallets = useWallets();
  const queries = useQueryClient();
  const sign = useMutation({
    mutationFn: (provider: Eip1193) => prove(provider, wallet),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries();
    },
  });
  return (
    <div className="flex flex-col gap-3">
      <p>
        Choose <code className="font-mono break-all">{address}</code> in your wallet, and sign the
        message. It costs nothing. Refunds that you send from it count from then on.
      </p>
      {wallets.map(({ info, provider }) => (
        <Button
          key={info.uuid}
          variant="primary"
          busy={sign.isPending}
          onClick={() => sign.mutate(provider)}
        >
          Sign with {info.name}
        </Button>
      ))}
      {wallets.length === 0 && <Note>This browser has no wallet that announces itself.</Note>}
      {sign.error && (
        <Note tone={isRejection(sign.error) ? 'warn' : 'bad'}>
          {isRejection(sign.error)
            ? 'You said no in your wallet.'
            : ApiProblem.from(sign.error).message}
        </Note>
      )}
    </div>
  );
}

/** On the network that it is paid on: a wallet that is a contract may be on no other. */
async function prove(signer: Eip1193, { address, network }: Wallet): Promise<void> {
  await signer.request({ method: 'eth_requestAccounts' });
  const body = { address, network };
  const { data } = await client.POST('/api/v1/me/payout-wallets/challenge', { body });
  if (data === undefined) return;
  const { message } = data;
  const signature = await signer.request({
    method: 'personal_sign',
    params: [hexOf(message), address],
  });
  await client.POST('/api/v1/me/payout-wallets/verify', {
    body: { message, signature: String(signature) },
  });
}

/** Wallets take the bytes of a text as hexadecimal digits. */
function hexOf(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  return `0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
