import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import type { Hex, TypedDataDomain } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { FamilyWallet, Payment } from './describe-network-family.js';

/** A wallet with a key, that pays as stock buyers do. */
export interface EvmWallet extends FamilyWallet {
  readonly account: PrivateKeyAccount;
}

/** What a stock buyer signs for a payment by EIP-3009. */
export interface Eip3009 {
  readonly signature: Hex;
  readonly authorization: Record<'value' | 'validAfter' | 'validBefore', string> &
    Record<'from' | 'to' | 'nonce', Hex>;
}

/** What a stock buyer signs for a payment by Permit2. */
export interface UptoPermit {
  readonly signature: Hex;
  readonly permit2Authorization: {
    readonly from: Hex;
    readonly permitted: { readonly token: Hex; readonly amount: string };
    readonly nonce: string;
    readonly deadline: string;
    readonly witness: { readonly to: Hex; readonly facilitator: Hex; readonly validAfter: string };
  };
}

/** Reads what an {@link EvmWallet} signed for a payment of what was used. */
export const permitOf = ({ payload }: Payment) => payload as unknown as UptoPermit;

/** Reads what an {@link EvmWallet} signed. */
export const signedOf = ({ payload }: Payment) => payload as unknown as Eip3009;

/** A new wallet for the chain of that id. */
export function evmWallet(chainId: number): EvmWallet {
  const account = privateKeyToAccount(generatePrivateKey());
  const schemes = [new ExactEvmScheme(account), new UptoEvmScheme(account)];
  return {
    account,
    address: account.address,
    pay: async (asked, { validBefore } = {}) => {
      const seconds = validBefore && (validBefore.getTime() - Date.now()) / 1000;
      const maxTimeoutSeconds = Math.floor(seconds ?? asked.maxTimeoutSeconds);
      const scheme = schemes.find((each) => each.scheme === asked.scheme);
      if (scheme === undefined) throw new Error(`no buyer pays by ${asked.scheme}`);
      return (await scheme.createPaymentPayload(2, { ...asked, maxTimeoutSeconds })).payload;
    },
    say: ({ name: primaryType, values }) =>
      account.signTypedData({
        domain: { name: 'Coinslot', version: '1', chainId },
        types: {
          [primaryType]: Object.entries(values).map(([name, value]) => {
            return { name, type: typeof value === 'bigint' ? 'uint256' : 'string' };
          }),
        },
        primaryType,
        message: values,
      }),
  };
}

/** Signs that an authorization shall never be used. */
export function signCancellation(
  { account }: EvmWallet,
  domain: TypedDataDomain,
  nonce: Hex,
): Promise<Hex> {
  return account.signTypedData({
    domain,
    types: {
      CancelAuthorization: [
        { name: 'authorizer', type: 'address' },
        { name: 'nonce', type: 'bytes32' },
      ],
    },
    primaryType: 'CancelAuthorization',
    message: { authorizer: account.address, nonce },
  });
}
