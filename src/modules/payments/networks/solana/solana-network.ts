import type { PaymentRequirements } from '@x402/core/types';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../../common/clock/index.js';
import type { SolanaChain } from '../../../../common/networks/index.js';
import {
  isSignedBySolanaKey,
  readSolanaAddress,
  signatureBytes,
  tokenAccountOf,
} from '../../../../common/solana/index.js';
import type {
  Authorization,
  Block,
  ChainOutcome,
  ChainQuery,
  MinedTransaction,
  PaymentMethod,
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
  Statement,
} from '../payment-network.js';
import type { FeePayer } from '../fee-payer.js';
import type { NetworkFace, NetworkForms, Token } from '../network-face.js';
import type { TransferSearch, TransfersFound } from '../transfer-search.js';
import { type ReadPayload, readPayload, writePayload } from './payload.js';
import { isSignedByPayer } from './payment-transaction.js';
import { statementText } from './statement-text.js';

const SCHEME = 'exact';
/** How long x402's facilitators may take. What a payment says of its own end is the hash of a block. */
const MAX_TIMEOUT_SECONDS = 60;
/**
 * How long a payment can be used from when its block's hash is first seen here. Hashes live for 150 slots, at
 * least a minute; buyers get one that is final, and therefore some 13 seconds old.
 */
const VALID_MS = 40_000;
const REMEMBERED_HASHES = { max: 10_000, ttl: 10 * 60_000 };

/** What a network asks its chain; see {@link PaymentNetwork}. */
export interface SolanaClient extends Pick<
  PaymentNetwork,
  'balanceOf' | 'askId' | 'head' | 'blockHash' | 'mined' | 'findTransfers'
> {
  outcome(query: ChainQuery, payload: ReadPayload): Promise<ChainOutcome>;
  confirm(
    authorization: Authorization,
    payload: ReadPayload,
    transaction: string,
  ): Promise<string | null | undefined>;
}

/** `exact` payments in the tokens of one cluster of Solana. */
export class SolanaNetwork implements PaymentNetwork {
  readonly id: SolanaChain['id'];
  readonly methods: readonly [PaymentMethod, ...PaymentMethod[]];
  readonly v1Name: string;
  readonly face: NetworkFace;
  readonly blockSeconds = 0.4;
  /** Five times as many as it takes until a block is settled for ever. */
  readonly confirmations = 160;
  readonly forms: NetworkForms = {
    address: 'must be an address of Solana',
    transaction: 'must be a signature of a transaction, in base58',
    signature: 'must be an Ed25519 signature, in base58',
  };
  readonly feePayer: FeePayer = { address: undefined };
  /** When the hash that a payment names was first seen. */
  private readonly seen = new LRUCache<string, Date>(REMEMBERED_HASHES);

  constructor(
    private readonly chain: SolanaChain,
    private readonly client: SolanaClient,
    private readonly clock: Clock,
  ) {
    this.id = chain.id;
    this.v1Name = chain.v1Name;
    this.face = faceOf(chain);
    const [first, ...others] = chain.assets.map(({ address: asset }) => ({
      scheme: SCHEME,
      asset,
    })) as [PaymentMethod, ...PaymentMethod[]];
    this.methods = [first, ...others];
  }

  requirements(amount: bigint, payTo: string, offerId: string): readonly PaymentRequirements[] {
    const { address } = this.feePayer;
    return this.methods.map(({ scheme, asset }) => ({
      scheme,
      network: this.id,
      amount: amount.toString(),
      asset,
      payTo,
      maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
      extra: { ...(address !== undefined && { feePayer: address }), offerId },
    }));
  }

  normalise(address: string): string | undefined {
    return readSolanaAddress(address);
  }

  normaliseTransaction(id: string): string | undefined {
    return signatureBytes(id) === undefined ? undefined : id;
  }

  isSignature(text: string): boolean {
    return signatureBytes(text) !== undefined;
  }

  readAuthorization(payment: SchemePayload): Authorization | undefined {
    const { accepted } = payment;
    const asset = this.chain.assets.find(({ address }) => address === accepted.asset);
    const read = readPayload(payment);
    if (asset === undefined || accepted.scheme !== SCHEME || read === undefined) return undefined;
    const { transfer } = read;
    const { payer, mint, messageHash: nonce, amount, signature } = transfer;
    const isMeant =
      mint === asset.address &&
      transfer.decimals === asset.decimals &&
      transfer.source === tokenAccountOf(payer, mint) &&
      transfer.feePayer === (accepted.extra?.['feePayer'] ?? transfer.feePayer);
    if (!isMeant) return undefined;
    const method = { scheme: SCHEME, asset: mint };
    const [payTo, seen] = [payeeOf(transfer, accepted.payTo), this.firstSeen(transfer.blockhash)];
    const times = { validAfter: seen, validBefore: new Date(seen.getTime() + VALID_MS) };
    return {
      ...method,
      payer,
      payTo,
      amount,
      nonce,
      ...times,
      signature,
      payload: writePayload(read),
    };
  }

  balanceOf(address: string, asset: string): Promise<bigint> {
    return this.client.balanceOf(address, asset);
  }

  outcome(query: ChainQuery): Promise<ChainOutcome> {
    return this.client.outcome(query, payloadOf(query.authorization));
  }

  confirm(authorization: Authorization, transaction: string): Promise<string | null | undefined> {
    return this.client.confirm(authorization, payloadOf(authorization), transaction);
  }

  async checkSignature(payment: SchemePayload): Promise<SignatureStanding> {
    return (await this.isSigned(payment)) ? 'signed' : 'forged';
  }

  async isSigned(payment: SchemePayload): Promise<boolean> {
    const read = readPayload(payment);
    return read !== undefined && isSignedByPayer(read.transaction);
  }

  askId(): Promise<string> {
    return this.client.askId();
  }

  head(): Promise<Block> {
    return this.client.head();
  }

  blockHash(number: bigint): Promise<string | undefined> {
    return this.client.blockHash(number);
  }

  mined(transaction: string, asset: string): Promise<MinedTransaction | undefined> {
    return this.client.mined(transaction, asset);
  }

  findTransfers(search: TransferSearch): Promise<TransfersFound> {
    return this.client.findTransfers(search);
  }

  async isSignedBy(address: string, statement: Statement, signature: string): Promise<boolean> {
    const text = Buffer.from(statementText(this.id, statement));
    return isSignedBySolanaKey(address, text, signature);
  }

  private firstSeen(blockhash: string): Date {
    const known = this.seen.get(blockhash);
    if (known !== undefined) return known;
    const now = this.clock.now();
    this.seen.set(blockhash, now);
    return now;
  }
}

function faceOf({ name, isTestnet, transactionUrl, assets }: SolanaChain): NetworkFace {
  const [first, ...others] = assets.map(({ symbol, address: asset }) => ({
    asset,
    symbol,
  })) as [Token, ...Token[]];
  return { name, isTestnet, transactionUrl, tokens: [first, ...others] };
}

/** Money goes to a token account: the payee is who has it, or it itself, where it is not the expected one. */
function payeeOf(
  { destination, mint }: { readonly destination: string; readonly mint: string },
  expected: string | undefined,
): string {
  const payTo = readSolanaAddress(expected ?? '');
  return payTo !== undefined && tokenAccountOf(payTo, mint) === destination ? payTo : destination;
}

function payloadOf({ payload }: Authorization) {
  const read = readPayload({ payload: { ...payload } });
  if (read === undefined) throw new Error('the payment was read before and cannot be read now');
  return read;
}
