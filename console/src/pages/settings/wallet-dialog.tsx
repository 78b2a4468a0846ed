import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { useNetworkName, useNetworks } from '../../chain/index.ts';
import { Button, Dialog, Field, Input, Note, Select, StateView } from '../../design/index.ts';

interface Inputs {
  readonly network: string;
  readonly address: string;
}

interface Props {
  /** Changed; without one the network is chosen too. */
  readonly wallet?: Schema<'PayoutWalletDto'>;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Chooses the wallet that buyers on a network pay to. */
export function WalletDialog({ wallet, open, onClose }: Props) {
  const nameOf = useNetworkName();
  const networks = useNetworks();
  const title = wallet ? `Wallet on ${nameOf(wallet.network)}` : 'Choose a payout wallet';
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <StateView of={networks}>
        {({ items }) => <WalletForm wallet={wallet} networks={items} onDone={onClose} />}
      </StateView>
    </Dialog>
  );
}

function WalletForm({
  wallet,
  networks,
  onDone,
}: {
  readonly wallet: Props['wallet'];
  readonly networks: readonly Schema<'NetworkDto'>[];
  readonly onDone: () => void;
}) {
  const queries = useQueryClient();
  const { register, handleSubmit, formState } = useForm<Inputs>({
    defaultValues: { network: wallet?.network ?? networks[0]?.id, address: wallet?.address },
  });
  const save = useMutation({
    mutationFn: ({ network, address }: Inputs) =>
      client.PUT('/api/v1/me/payout-wallets/{network}', {
        params: { path: { network } },
        body: { address: address.trim() },
      }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries();
    },
  });
  const problem = save.error ? ApiProblem.from(save.error) : undefined;
  const told = problem?.fields.find(({ field }) => field === 'address')?.message;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => void handleSubmit((inputs) => save.mutate(inputs))(event)}
    >
      {wallet === undefined && (
        <Field label="Network">
          {(props) => (
            <Select {...props} {...register('network')}>
              {networks.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field
        label="Address"
        error={formState.errors.address?.message ?? told}
        hint="Check it twice: money that goes to a wrong address is gone."
      >
        {(props) => (
          <Input
            {...props}
            {...register('address', {
              required: 'The address is missing',
              pattern: { value: /^\s*0x[0-9a-fA-F]{40}\s*$/, message: 'This is no address' },
            })}
            className="font-mono"
            spellCheck={false}
            autoComplete="off"
            placeholder="0x…"
          />
        )}
      </Field>
      {problem !== undefined && told === undefined && <Note tone="bad">{problem.message}</Note>}
      <Button type="submit" variant="primary" busy={save.isPending} className="self-end">
        Save
      </Button>
    </form>
  );
}
