import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { AssetTransfer, Block } from '../../../src/modules/payments/index.js';

/** The tokens of the chain in memory. */
export const GOLD = 'mtoken:gold';
export const SILVER = 'mtoken:silver';

/** What a payer signs, in the form of this family: the order as JSON, under Ed25519. */
export interface Order {
  readonly network: string;
  readonly asset: string;
  readonly from: string;
  readonly to: string;
  /** Decimal text. */
  readonly amount: string;
  readonly nonce: string;
  /** Unix seconds. */
  readonly validAfter: number;
  readonly validBefore: number;
  /** A block the payer knew of: the chain takes no order that names one it never had. */
  readonly recentBlock: string;
}

/** An order with its signature in base64url. */
export interface SignedOrder {
  readonly order: Order;
  readonly signature: string;
}

export interface MemoryTransaction {
  readonly id: string;
  readonly block: Block;
  readonly transfers: readonly (AssetTransfer & { readonly asset: string })[];
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The text that is signed for an order: its members in the order of their names, however it came. */
export const orderText = (order: Order) =>
  `order ${JSON.stringify(Object.entries(order).toSorted(([one], [other]) => (one < other ? -1 : 1)))}`;

/** A chain that lives in this process, found by the URL of its node. */
export class MemoryChain {
  private static readonly chains = new Map<string, MemoryChain>();
  /** Whether its node answers. */
  isUp = true;
  private readonly blocks: Block[] = [];
  private readonly transactions = new Map<string, MemoryTransaction>();
  private readonly balances = new Map<string, bigint>();
  /** By asset, payer and nonce: the transaction that used the order, null when it was cancelled. */
  private readonly uses = new Map<string, string | null>();

  private constructor(readonly id: string) {
    this.mineBlock();
  }

  static at(url: string, id: string): MemoryChain {
    const known = MemoryChain.chains.get(url) ?? new MemoryChain(id);
    MemoryChain.chains.set(url, known);
    return known;
  }

  get head(): Block {
    const head = this.blocks.at(-1);
    if (head === undefined) throw new Error('a chain has a first block');
    return head;
  }

  get all(): readonly MemoryTransaction[] {
    return [...this.transactions.values()];
  }

  block(number: bigint): Block | undefined {
    return this.blocks[Number(number)];
  }

  find(transaction: string): MemoryTransaction | undefined {
    return this.transactions.get(transaction);
  }

  /** Undefined while the order is unused. */
  useOf({ asset, payer, nonce }: { asset: string; payer: string; nonce: string }) {
    return this.uses.get(`${asset} ${payer} ${nonce}`);
  }

  balance(asset: string, address: string): bigint {
    return this.balances.get(`${asset} ${address}`) ?? 0n;
  }

  mint(asset: string, address: string, amount: bigint): void {
    this.balances.set(`${asset} ${address}`, this.balance(asset, address) + amount);
  }

  /** A transfer that its sender makes themselves. @returns its id */
  transfer(asset: string, from: string, to: string, amount: bigint): string {
    return this.move({ asset, from, to, amount, nonce: null });
  }

  cancel({ asset, from, nonce }: Order): void {
    this.uses.set(`${asset} ${from} ${nonce}`, null);
    this.mineBlock();
  }

  /** Uses an order. @throws Error saying why not */
  settle({ asset, from, to, amount, nonce, recentBlock, ...times }: Order): string {
    const key = { asset, payer: from, nonce };
    if (this.useOf(key) !== undefined) throw new Error('nonce_used');
    if (times.validBefore * 1000 <= Date.now()) throw new Error('expired');
    if (!this.blocks.some(({ hash }) => hash === recentBlock)) throw new Error('unknown_block');
    const id = this.move({ asset, from, to, amount: BigInt(amount), nonce });
    this.uses.set(`${asset} ${from} ${nonce}`, id);
    return id;
  }

  private move(transfer: Omit<AssetTransfer, 'logIndex'> & { asset: string }): string {
    const { asset, from, to, amount } = transfer;
    if (this.balance(asset, from) < amount) throw new Error('insufficient_funds');
    this.mint(asset, from, -amount);
    this.mint(asset, to, amount);
    const id = sha256(randomUUID());
    const block = this.mineBlock();
    this.transactions.set(id, { id, block, transfers: [{ ...transfer, logIndex: 0 }] });
    return id;
  }

  private mineBlock(): Block {
    const number = BigInt(this.blocks.length);
    const block = {
      number,
      hash: sha256(`${this.id} ${number} ${randomUUID()}`),
      minedAt: new Date(),
    };
    this.blocks.push(block);
    return block;
  }
}

/** A key of this family; its address is the public key, in capitals: the case of letters counts. */
export class MemoryWallet {
  readonly address: string;
  private readonly key: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.key = privateKey;
    const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    this.address = `M${bytes.toString('hex').toUpperCase()}`;
  }

  say(text: string): string {
    return sign(null, Buffer.from(text), this.key).toString('base64url');
  }

  order(terms: Omit<Order, 'from' | 'nonce' | 'validAfter'>): SignedOrder {
    const nonce = randomUUID();
    const order = { ...terms, from: this.address, nonce, validAfter: 0 };
    return { order, signature: this.say(orderText(order)) };
  }
}
