import { type Address, encodeFunctionData, erc20Abi, multicall3Abi, parseEther } from 'viem';
import { connectAnvil, MULTICALL3_ADDRESS, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { type Answer, Buyer, readAnswer } from './buyer.js';
import { type Listing, PRICE, type Shop } from './shop.js';

/** A refund, as a creator or everybody sees it. */
export interface SeenRefund {
  readonly id: string;
  readonly receiptId: string;
  readonly status: string;
  readonly cause: string;
  readonly reason: string | null;
  readonly transaction: string | null;
}

/** The terms of a request that a payer signs and sends; tests change some of them. */
interface Request {
  readonly receiptId: string;
  readonly reason: string;
  readonly issuedAt: number;
}

/** The parts that buyers, creators and the chain play in a refund. */
export class Refunding {
  readonly anvil;

  constructor(private readonly shop: Shop) {
    this.anvil = connectAnvil(shop.chain.rpcUrl);
  }

  /** Buys a call and returns the receipt's id. */
  async buy(listing: Listing, buyer: Buyer): Promise<string> {
    const { status, body } = await buyer.buy(listing.url, { topic: 'coins' });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body['receipt'] as { id: string }).id;
  }

  /** Signs as docs/refunds.md says, and sends what was signed, changed by `sent`. */
  async request(
    buyer: Buyer,
    receiptId: string,
    changes: Partial<Request> = {},
    sent: Partial<Request & { signature: string }> = {},
  ): Promise<Answer> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const request = { receiptId, reason: 'It does not scan', issuedAt, ...changes };
    const signature = await buyer.wallet.signTypedData({
      domain: { name: 'Coinslot', version: '1', chainId: this.shop.chain.chainId },
      types: {
        RefundRequest: [
          { name: 'receiptId', type: 'string' },
          { name: 'reason', type: 'string' },
          { name: 'issuedAt', type: 'uint256' },
        ],
      },
      primaryType: 'RefundRequest',
      message: { ...request, issuedAt: BigInt(request.issuedAt) },
    });
    return this.post({ ...request, signature, ...sent });
  }

  async post(body: object): Promise<Answer> {
    return readAnswer(
      await fetch(`${this.shop.origin}/api/v1/refunds`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  }

  /** Buys, asks for the money back and approves: a refund that is owed. */
  async owe(listing: Listing, buyer: Buyer): Promise<SeenRefund> {
    const { body } = await this.request(buyer, await this.buy(listing, buyer));
    return listing.creator.send<SeenRefund>('POST', `/refunds/${String(body['id'])}/approve`, {});
  }

  report(listing: Listing, { id }: SeenRefund, transaction: string): Promise<SeenRefund> {
    return listing.creator.send<SeenRefund>('POST', `/refunds/${id}/payment`, { transaction });
  }

  /** The creator of a listing shows that a wallet is theirs, as docs/refunds.md says. */
  async prove({ creator }: Listing, { wallet }: Buyer): Promise<void> {
    const path = '/me/payout-wallets';
    const { address } = wallet;
    const { message } = await creator.send<{ message: string }>('POST', `${path}/challenge`, {
      address,
    });
    const signature = await wallet.signMessage({ message });
    await creator.send('POST', `${path}/verify`, { message, signature });
  }

  /** What everybody sees. */
  async see(id: string): Promise<Answer> {
    return readAnswer(await fetch(`${this.shop.origin}/api/v1/refunds/${id}`));
  }

  /** Sends USDC from any wallet, mined when this resolves. */
  async transfer(from: Address, to: Address, amount = PRICE): Promise<`0x${string}`> {
    const hash = await this.submit(from, to, amount);
    await this.anvil.waitForTransactionReceipt({ hash });
    return hash;
  }

  /** Sends USDC with a chosen account nonce: with a gap before it, it waits. */
  async submit(from: Address, to: Address, amount: bigint, nonce?: number) {
    await this.actAs(from);
    return this.anvil.writeContract({
      account: from,
      address: USDC_ADDRESS,
      abi: erc20Abi,
      functionName: 'transfer',
      args: [to, amount],
      gas: 100_000n,
      ...(nonce !== undefined && { nonce }),
    });
  }

  /** Two transfers in one transaction, by Multicall3 with the sender's allowance. */
  async transferTwice(from: Address, to: Address): Promise<`0x${string}`> {
    await this.actAs(from);
    const allowance = await this.anvil.writeContract({
      account: from,
      address: USDC_ADDRESS,
      abi: erc20Abi,
      functionName: 'approve',
      args: [MULTICALL3_ADDRESS, 2n * PRICE],
    });
    await this.anvil.waitForTransactionReceipt({ hash: allowance });
    const callData = encodeFunctionData({
      abi: erc20Abi,
      functionName: 'transferFrom',
      args: [from, to, PRICE],
    });
    const call = { target: USDC_ADDRESS, allowFailure: false, callData };
    const hash = await this.anvil.writeContract({
      account: from,
      address: MULTICALL3_ADDRESS,
      abi: multicall3Abi,
      functionName: 'aggregate3',
      args: [[call, call]],
    });
    await this.anvil.waitForTransactionReceipt({ hash });
    return hash;
  }

  /** Lets the chain take transactions of a wallet whose key the test does not have. */
  async actAs(address: Address): Promise<void> {
    await this.anvil.setBalance({ address, value: parseEther('1') });
    await this.anvil.impersonateAccount({ address });
  }

  /** Every account of the creator's ledger that is not even, after checking that all sum to zero. */
  async balances(listing: Listing): Promise<Record<string, bigint>> {
    const { id } = await listing.creator.send<{ id: string }>('GET', '/me');
    const rows: { account: string; sum: string }[] = await this.shop.owner.query(
      `SELECT account, sum(amount) FROM ledger_entries WHERE owner_id = $1
        GROUP BY account HAVING sum(amount) <> 0`,
      [id],
    );
    const balances = Object.fromEntries(rows.map(({ account, sum }) => [account, BigInt(sum)]));
    if (Object.values(balances).reduce((a, b) => a + b, 0n) !== 0n) throw new Error('uneven');
    return balances;
  }

  /** Types of the events about a refund, in order. */
  async events(refundId: string): Promise<string[]> {
    const rows: { type: string }[] = await this.shop.owner.query(
      `SELECT type FROM outbox WHERE data ->> 'refundId' = $1 ORDER BY id`,
      [refundId],
    );
    return rows.map(({ type }) => type);
  }

  /** Resolves once a query waits for another transaction to end. */
  async somebodyWaits(): Promise<void> {
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await this.shop.owner.query<unknown[]>(waiting)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
