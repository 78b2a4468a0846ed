import { Field, Select } from '../design/field.tsx';
import type { Wallet } from '../wallet/wallets.ts';

/** Which wallet pays, where a browser has several. */
export function WalletChoice({
  wallets,
  wallet,
  onChoose,
}: {
  readonly wallets: readonly Wallet[];
  readonly wallet: Wallet | undefined;
  readonly onChoose: (wallet: Wallet | undefined) => void;
}) {
  if (wallets.length < 2) return null;
  return (
    <Field label="Pay with">
      {(props) => (
        <Select
          {...props}
          value={wallet?.info.uuid}
          onChange={({ target }) =>
            onChoose(wallets.find(({ info }) => info.uuid === target.value))
          }
        >
          {wallets.map(({ info }) => (
            <option key={info.uuid} value={info.uuid}>
              {info.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
