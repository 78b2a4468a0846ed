import type { PaymentRequirements } from '@x402/core/types';
import { getAddress, isAddress } from 'viem';
import type {
  Authorization,
  Block,
  ChainOutcome,
  ChainQuery,
  MinedTransaction,
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
  Statement,
  TransferSearch,
  TransfersFound,
} from '../payment-network.js';
import { readEip3009, readSigned, type SignedAuthorization } from './authorization.js';
import type { UsdcDeployment } from './usdc.js';

/** How long a buyer's authorization lives: covers the run of a slow model and the settlement. */
export const MAX_TIMEOUT_SECONDS = 300;

/** What an EVM network asks its chain; see {@link PaymentNetwork}. */
export interface EvmChain extends Pick<
  PaymentNetwork,
  | 'balanceOf'
  | 'outcome'
  | 'confirm'
  | 'mined'
  | 'findTransfers'
  | 'isSignedBy'
  | 'head'
  | 'blockHash'
> {
  /** See {@link PaymentNetwork}. */
  checkSignature(authorization: SignedAuthorization): Promise<SignatureStanding>;
  /** Whether the authorizer signed, with a key (EIP-712) or a contract (EIP-1271). */
  isSigned(authorization: SignedAuthorization): Promise<boolean>;
}

/** `exact` payments in USDC by EIP-3009 on one EVM chain. */
export class EvmNetwork implements PaymentNetwork {
  readonly id: `eip155:${number}`;
  readonly asset: string;
  readonly v1Name: string | undefined;
  readonly blockSeconds: number;
  readonly confirmations: number;

  constructor(
    private readonly usdc: UsdcDeployment,
    private readonly chain: EvmChain,
  ) {
    this.id = `eip155:${usdc.chainId}`;
    this.asset = usdc.address;
    this.v1Name = usdc.v1Name;
    this.blockSeconds = usdc.blockSeconds;
    this.confirmations = usdc.confirmations;
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

  normalise(address: string): string | undefined {
    return isAddress(address, { strict: false }) ? getAddress(address) : undefined;
  }

  readAuthorization(payload: SchemePayload): Authorization | undefined {
    return readEip3009(payload);
  }

  balanceOf(address: string): Promise<bigint> {
    return this.chain.balanceOf(address);
  }

  outcome(query: ChainQuery): Promise<ChainOutcome> {
    return this.chain.outcome(query);
  }

  confirm(authorization: Authorization, transaction: string): Promise<string | null | undefined> {
    return this.chain.confirm(authorization, transaction);
  }

  async checkSignature(payload: SchemePayload): Promise<SignatureStanding> {
    const signed = readSigned(payload);
    return signed === undefined ? 'forged' : this.chain.checkSignature(signed);
  }

  async isSigned(payload: SchemePayload): Promise<boolean> {
    const signed = readSigned(payload);
    return signed !== undefined && (await this.chain.isSigned(signed));
  }

  head(): Promise<Block> {
    return this.chain.head();
  }

  blockHash(number: bigint): Promise<string | undefined> {
    return this.chain.blockHash(number);
  }

  mined(transaction: string): Promise<MinedTransaction | undefined> {
    return this.chain.mined(transaction);
  }

  findTransfers(search: TransferSearch): Promise<TransfersFound> {
    return this.chain.findTransfers(search);
  }

  isSignedBy(address: string, statement: Statement, signature: `0x${string}`): Promise<boolean> {
    return this.chain.isSignedBy(address, statement, signature);
  }
}
