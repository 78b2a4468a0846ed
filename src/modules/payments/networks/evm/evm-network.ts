import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { getAddress } from 'viem';
import type {
  Authorization,
  ChainOutcome,
  ChainQuery,
  PaymentNetwork,
} from '../payment-network.js';
import { readEip3009 } from './authorization.js';
import type { UsdcDeployment } from './usdc.js';

/** How long a buyer's authorization lives: covers the run of a slow model and the settlement. */
export const MAX_TIMEOUT_SECONDS = 300;

/** Asks the chain about an authorization; see {@link PaymentNetwork.outcome}. */
export type ChainReader = (query: ChainQuery) => Promise<ChainOutcome>;

/** `exact` payments in USDC by EIP-3009 on one EVM chain. */
export class EvmNetwork implements PaymentNetwork {
  readonly id: `eip155:${number}`;
  readonly asset: string;
  readonly v1Name: string | undefined;

  constructor(
    private readonly usdc: UsdcDeployment,
    private readonly readChain: ChainReader,
  ) {
    this.id = `eip155:${usdc.chainId}`;
    this.asset = usdc.address;
    this.v1Name = usdc.v1Name;
  }

  requirements(amount: bigint, payTo: string, offerId: string): PaymentRequirements {
    return {
      scheme: 'exact',
      network: this.id,
      amount: amount.toString(),
      asset: this.asset,
      payTo: getAddress(payTo),
      maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
      extra: { name: this.usdc.name, version: this.usdc.version, offerId },
    };
  }

  readAuthorization(payload: PaymentPayload): Authorization | undefined {
    return readEip3009(payload);
  }

  outcome(query: ChainQuery): Promise<ChainOutcome> {
    return this.readChain(query);
  }
}
