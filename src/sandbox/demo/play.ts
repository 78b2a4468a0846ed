import { privateKeyToAccount } from 'viem/accounts';
import { formatUsdc } from '../../common/money/index.js';
import type { LocalChain } from '../chain/index.js';
import type { Sandbox } from '../sandbox.js';
import { buy } from './buyer.js';
import { connectShop } from './connect-shop.js';
import { Creator } from './creator.js';
import type { Endpoints } from './endpoints.js';
import type { HookReceiver } from './hook-receiver.js';
import { showAccount, showMonth } from './show-month.js';
import { demoOffers, type Offer } from './offers.js';
import { printStep } from './print.js';

/**
 * Plays a creator who publishes, connects a shop and looks at the month, and a buyer who pays, printing each
 * step.
 * @throws Error unless every answer and event came, and the balances moved and the month earned exactly the
 * prices
 */
export async function playDemo(
  { secrets, environment, services }: Sandbox,
  chain: LocalChain,
  endpoints: Endpoints,
  receiver: HookReceiver,
  origin: string,
): Promise<void> {
  const creator = await Creator.signIn(origin, secrets.creatorKey);
  await creator.connect('claude', environment['ANTHROPIC_API_KEY'] ?? 'sk-ant-sandbox-0000');
  await creator.connect('openrouter', environment['OPENROUTER_API_KEY'] ?? 'sk-or-sandbox-0000');
  await creator.verify(endpoints.tides.url);
  const offers = demoOffers(await creator.pickModel(), endpoints);
  const seller = privateKeyToAccount(secrets.creatorKey).address;
  const play = new Play(creator, secrets.buyerKey, seller, chain);
  for (const offer of offers) await play.sell(offer);
  await connectShop(creator, services, receiver);
  await showMonth(creator.api, sumOf(offers.filter(({ payTo }) => payTo === undefined)));
  // With a real key, the real Anthropic is asked, and has no such organization.
  if (environment['ANTHROPIC_API_KEY'] === undefined) await showAccount(creator.api);
  const paid = formatUsdc(sumOf(offers));
  process.stdout.write(
    `\nDone: ${offers.length} resources were published and bought. ${paid} USDC moved from the buyer to those who sold, and every answer came. A shop was connected and took the access back, and the creator’s endpoint was told of both.\n`,
  );
}

function sumOf(offers: readonly Offer[]): bigint {
  return offers.reduce((sum, { price }) => sum + price, 0n);
}

class Play {
  private readonly buyer;

  constructor(
    private readonly creator: Creator,
    buyerKey: `0x${string}`,
    private readonly seller: `0x${string}`,
    private readonly chain: LocalChain,
  ) {
    this.buyer = privateKeyToAccount(buyerKey);
  }

  /** Publishes and buys one offer, and looks at the money. */
  async sell({ title, listing, secret, call, price, payTo = this.seller }: Offer): Promise<void> {
    process.stdout.write(`\n— ${title} —\n`);
    const { id, url } = await this.creator.publish(listing, secret);
    const before = await this.balances(payTo);
    await buy(url, call, this.buyer);
    const after = await this.balances(payTo);

    printStep('Balances on the chain, in USDC', {
      [payTo === this.seller ? 'creator' : 'endpoint']: change(before.seller, after.seller),
      buyer: change(before.buyer, after.buyer),
    });
    const lastCall = await this.creator.lastCall(id);
    if (lastCall !== undefined) printStep('The creator reads the usage log', lastCall);
    const received = after.seller - before.seller;
    const spent = before.buyer - after.buyer;
    if (received !== price || spent !== price) {
      throw new Error(`expected ${formatUsdc(price)} USDC: spent ${spent}, received ${received}`);
    }
  }

  private async balances(seller: `0x${string}`) {
    return {
      seller: await this.chain.usdcBalance(seller),
      buyer: await this.chain.usdcBalance(this.buyer.address),
    };
  }
}

function change(before: bigint, after: bigint): string {
  return `${formatUsdc(before)} → ${formatUsdc(after)}`;
}
