import type { PaymentRequirements } from '@x402/core/types';
import { getAddress } from 'viem';
import type { MeteredPayments } from '../metered-payments.js';
import type { PermitClient } from './evm-permits.client.js';
import type { EvmToken } from './evm-token.js';
import { EIP2612_GAS_SPONSORING } from './permit.js';
import { MAX_TIMEOUT_SECONDS } from './time-out.js';

/** As x402 names it. */
export const UPTO = 'upto';

/** A token, and who is asked about its payments by Permit2. */
interface PermitToken extends EvmToken {
  readonly client: { readonly permits: PermitClient };
}

/** `upto` payments by Permit2 in the tokens of one chain. */
export function uptoPayments(
  network: `eip155:${number}`,
  tokens: readonly [PermitToken, ...PermitToken[]],
): MeteredPayments {
  const byAsset = new Map<string, PermitClient>(
    tokens.map(({ address, client }) => [address, client.permits]),
  );
  return {
    methods: tokens.map(({ address: asset }) => ({ scheme: UPTO, asset })),
    requirements: (amount, payTo, offerId, facilitator): readonly PaymentRequirements[] =>
      tokens.map(({ address: asset, name, version }) => ({
        scheme: UPTO,
        network,
        amount: amount.toString(),
        asset,
        payTo: getAddress(payTo),
        maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
        extra: {
          name,
          version,
          offerId,
          assetTransferMethod: 'permit2',
          facilitatorAddress: getAddress(facilitator),
        },
      })),
    sponsoring: SPONSORING,
    isDeployed: () => tokens[0].client.permits.isDeployed(),
    allowanceOf: async (payer, asset) => {
      const permits = byAsset.get(asset);
      if (permits === undefined) throw new Error(`${asset} is no token that is paid on ${network}`);
      return permits.allowanceOf(payer);
    },
  };
}

/** Clients fill in the rest; in few words, since it stands in every challenge and comes back. */
const SPONSORING = {
  [EIP2612_GAS_SPONSORING]: {
    info: {
      description: 'Permit2 may be approved by an EIP-2612 permit, without gas.',
      version: '1',
    },
    schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
  },
};
