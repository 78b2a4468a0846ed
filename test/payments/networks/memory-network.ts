import { createPublicKey, verify } from 'node:crypto';
import type { PaymentRequirements } from '@x402/core/types';
import { z } from 'zod';
import type {
  Authorization,
  Block,
  ChainOutcome,
  ChainQuery,
  MinedTransaction,
  NetworkFace,
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
  Statement,
  TransferSearch,
  TransfersFound,
} from '../../../src/modules/payments/index.js';
import { GOLD, type MemoryChain, orderText, SILVER } from './memory-chain.js';

export const MEMORY = 'memory:test';
const ADDRESS = /^M[0-9A-F]{64}$/;
const METHODS = [
  { scheme: 'exact', asset: GOLD },
  { scheme: 'exact', asset: SILVER },
] as const;

const payloadSchema = z.object({
  signature: z.string().regex(/^[\w-]{86}$/),
  order: z.object({
    network: z.literal(MEMORY),
    asset: z.string(),
    from: z.string().regex(ADDRESS),
    to: z.string().regex(ADDRESS),
    amount: z.string().regex(/^\d{1,30}$/),
    nonce: z.uuid(),
    validAfter: z.int().min(0).max(253_402_300_799),
    validBefore: z.int().min(0).max(253_402_300_799),
    recentBlock: z.string().max(64),
  }),
});

/** Whether the key of `address` signed `text`. */
export function isSignedText(address: string, text: string, signature: string): boolean {
  if (!/^[\w-]{86}$/.test(signature)) return false;
  const x = Buffer.from(address.slice(1), 'hex').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}

/** What a wallet of this family signs for a statement. */
export const statementText = ({ name, values }: Statement) =>
  [`${MEMORY} ${name}`, ...Object.entries(values).map(([key, value]) => `${key}: ${value}`)].join(
    '\n',
  );

/** A network of a second family: no EIP-712, its own addresses, two tokens, a block in each challenge. */
export class MemoryNetwork implements PaymentNetwork {
  readonly id = MEMORY;
  readonly methods = METHODS;
  readonly v1Name = undefined;
  readonly face: NetworkFace = {
    name: 'Memory',
    isTestnet: true,
    transactionUrl: undefined,
    tokens: [
      { asset: GOLD, symbol: 'GOLD' },
      { asset: SILVER, symbol: 'SILVER' },
    ],
  };
  readonly blockSeconds = 1;
  readonly confirmations = 2;
  readonly forms = {
    address: 'must be M and 64 hexadecimal digits in capitals',
    transaction: 'must be 64 hexadecimal digits',
    signature: 'must be 86 characters of base64url',
  };
  readonly perChallenge = { recentBlock: () => this.chain.head.hash };

  constructor(private readonly chain: MemoryChain) {}

  requirements(amount: bigint, payTo: string, offerId: string): PaymentRequirements[] {
    return METHODS.map(({ scheme, asset }) => ({
      scheme,
      network: this.id,
      asset,
      amount: `${amount}`,
      payTo,
      maxTimeoutSeconds: 300,
      extra: { offerId },
    }));
  }

  normalise(address: string): string | undefined {
    return ADDRESS.test(address) ? address : undefined;
  }

  normaliseTransaction(id: string): string | undefined {
    return /^[0-9a-f]{64}$/.test(id) ? id : undefined;
  }

  isSignature(text: string): boolean {
    return /^[\w-]{86}$/.test(text);
  }

  readAuthorization({ accepted, payload }: SchemePayload): Authorization | undefined {
    const read = payloadSchema.safeParse(payload).data;
    const method = METHODS.find(
      (one) => one.scheme === accepted.scheme && one.asset === accepted.asset,
    );
    if (read === undefined || method === undefined || read.order.asset !== method.asset)
      return undefined;
    const { from: payer, to: payTo, amount, nonce, validAfter, validBefore } = read.order;
    return {
      ...method,
      payer,
      payTo,
      amount: BigInt(amount),
      nonce,
      validAfter: new Date(validAfter * 1000),
      validBefore: new Date(validBefore * 1000),
      signature: read.signature,
      payload: read,
    };
  }

  async checkSignature(payment: SchemePayload): Promise<SignatureStanding> {
    return (await this.isSigned(payment)) ? 'signed' : 'forged';
  }

  async isSigned({ payload }: SchemePayload): Promise<boolean> {
    const read = payloadSchema.safeParse(payload).data;
    return (
      read !== undefined && isSignedText(read.order.from, orderText(read.order), read.signature)
    );
  }

  async isSignedBy(address: string, statement: Statement, signature: string): Promise<boolean> {
    return isSignedText(address, statementText(statement), signature);
  }

  async balanceOf(address: string, asset: string): Promise<bigint> {
    return this.ask().balance(asset, address);
  }

  async outcome({ authorization, since, now }: ChainQuery): Promise<ChainOutcome> {
    const used = this.ask().useOf(authorization);
    if (used === null) return { kind: 'void', reason: 'authorization_cancelled' };
    if (used === undefined) {
      return authorization.validBefore <= now
        ? { kind: 'void', reason: 'expired' }
        : { kind: 'unused' };
    }
    const block = this.transferOf(authorization, used);
    if (block === undefined || block.minedAt.getTime() < since.getTime() - 1_000) {
      return { kind: 'void', reason: 'authorization_spent_elsewhere' };
    }
    return { kind: 'transferred', transaction: used, logIndex: 0, block };
  }

  async confirm(authorization: Authorization, transaction: string) {
    if (this.ask().find(transaction) === undefined) return undefined;
    return this.transferOf(authorization, transaction) === undefined ? null : transaction;
  }

  async askId(): Promise<string> {
    return this.ask().id;
  }

  async head(): Promise<Block> {
    return this.ask().head;
  }

  async blockHash(number: bigint): Promise<string | undefined> {
    return this.ask().block(number)?.hash;
  }

  async mined(transaction: string, asset: string): Promise<MinedTransaction | undefined> {
    const found = this.ask().find(transaction);
    if (found === undefined) return undefined;
    const { number: block, minedAt } = found.block;
    const transfers = found.transfers.filter((each) => each.asset === asset);
    return { transaction, succeeded: true, block, minedAt, transfers };
  }

  async findTransfers(search: TransferSearch): Promise<TransfersFound> {
    const { asset, from, to, amount, since, searchedTo } = search;
    const found = this.ask().all.filter(
      ({ block, transfers: [moved] }) =>
        (searchedTo === null ? block.minedAt >= since : block.number > searchedTo) &&
        moved?.asset === asset &&
        moved.to === to &&
        moved.amount === amount &&
        from.includes(moved.from),
    );
    return { transactions: found.map(({ id }) => id), searchedTo: this.chain.head.number };
  }

  private transferOf({ asset, payer, payTo, amount, nonce }: Authorization, id: string) {
    const found = this.chain.find(id);
    const [moved] = found?.transfers ?? [];
    const isIts =
      moved?.asset === asset &&
      moved.from === payer &&
      moved.to === payTo &&
      moved.amount === amount &&
      moved.nonce === nonce;
    return isIts ? found?.block : undefined;
  }

  private ask(): MemoryChain {
    if (!this.chain.isUp) throw new Error('the chain in memory does not answer');
    return this.chain;
  }
}
