import { type LocalAccount, privateKeyToAccount } from 'viem/accounts';
import { formatUsdc, parseUsdc } from '../../common/money/index.js';
import type { LocalChain } from '../chain/index.js';
import type { Sandbox } from '../sandbox.js';
import { checkReceipt, refund, repeat } from './after-the-sale.js';
import { askPrice, type Bought, buy, buyStream, type DemoWallet } from './buyer.js';
import { connectShop } from './connect-shop.js';
import { Creator, type Published } from './creator.js';
import type { Endpoints } from './endpoints.js';
import type { HookReceiver } from './hook-receiver.js';
import { showAccount, showMonth } from './show-month.js';
import { demoOffers, type Offer } from './offers.js';
import { sellOnSolana } from './on-solana.js';
import { printChapter, printStep } from './print.js';

/**
 * Plays a creator who publishes, connects a shop and looks at the month, and a buyer who pays, streams, comes
 * back, checks the receipt and gets money back, printing each step.
 * @throws Error unless every answer and event came, and the balances moved and the month earned exactly the
 * prices
 */
export async function playDemo(
  sandbox: Sandbox,
  chain: LocalChain,
  endpoints: Endpoints,
  receiver: HookReceiver,
  origin: string,
): Promise<void> {
  const { secrets, environment, services } = sandbox;
  printChapter('a creator and what they sell');
  const creator = await Creator.signIn(origin, secrets.creatorKey);
  await creator.connect('claude', environment['ANTHROPIC_API_KEY'] ?? 'sk-ant-sandbox-0000');
  await creator.connect('openrouter', environment['OPENROUTER_API_KEY'] ?? 'sk-or-sandbox-0000');
  const [haiku, ...others] = demoOffers(await creator.pickModel(), endpoints);
  const play = new Play(creator, chain, origin, {
    buyer: privateKeyToAccount(secrets.buyerKey),
    seller: privateKeyToAccount(secrets.creatorKey),
  });
  const { url } = await play.sellInFull(haiku);
  const onSolana = await sellOnSolana(sandbox, creator, haiku, url);
  printChapter('what else is for sale');
  await creator.verify(endpoints.tides.url);
  for (const offer of others) await play.sell(offer);
  await connectShop(creator, services, receiver);
  await showMonth(creator.api, play.earned + onSolana - play.refunded);
  // With a real key, the real Anthropic is asked, and has no such organization.
  if (environment['ANTHROPIC_API_KEY'] === undefined) await showAccount(creator.api);
  const paid = formatUsdc(play.paid + onSolana);
  process.stdout.write(
    `\nDone: ${others.length + 1} resources were sold for ${paid} USDC in test money, and one sale was refunded.\n` +
      `Next: npm start, and buy for yourself. Every request and answer of this story: npm run demo -- --verbose\n`,
  );
}

class Play {
  /** What was paid, what of it the creator earned, and what they gave back, in atomic USDC. */
  paid = 0n;
  earned = 0n;
  refunded = 0n;

  constructor(
    private readonly creator: Creator,
    private readonly chain: LocalChain,
    private readonly origin: string,
    private readonly parties: { readonly buyer: LocalAccount; readonly seller: LocalAccount },
  ) {}

  /** Sells one offer with all that can happen to a sale. */
  async sellInFull(offer: Offer): Promise<Published> {
    const published = await this.creator.publish(offer.listing, offer.secret);
    printChapter('a buyer without an account: a wallet with 100 USDC');
    await askPrice(published.url, offer.call);
    const bought = await this.buyOnce(offer, published);
    await this.creator.showLastCall(published.id);
    await repeat(bought);
    const receiptId = await checkReceipt(this.origin, bought);
    await this.stream(offer, published);
    const giving = { ...this.parties, chain: this.chain, amount: offer.price };
    await refund(this.origin, receiptId, this.creator.api, giving);
    this.refunded = offer.price;
    return published;
  }

  /** Publishes and buys one offer. */
  async sell(offer: Offer): Promise<void> {
    await this.buyOnce(offer, await this.creator.publish(offer.listing, offer.secret));
  }

  private async stream({ call, price }: Offer, { url }: Published): Promise<void> {
    const moved = await this.moneyMovedBy(() => buyStream(url, call, this.wallet));
    assertPrice(price, moved);
    this.note(price, true);
    const pieces = moved.result.filter((name) => name === 'text').length;
    const outcome = `${formatUsdc(price)} USDC paid at the first of ${pieces} pieces, then: ${moved.result.at(-1)}`;
    printStep('The buyer wants to see the next one as the model writes it', outcome, moved.result);
  }

  private async buyOnce(offer: Offer, { url }: Published): Promise<Bought> {
    const { call, payTo } = offer;
    const moved = await this.moneyMovedBy(() => buy(url, call, this.wallet), payTo);
    const { answer, settlement } = moved.result;
    const price = priceOf(offer, answer);
    assertPrice(price, moved);
    this.note(price, payTo === undefined);
    const said = String(answer['response'] ?? JSON.stringify(answer));
    printStep('The buyer signs the payment, calls again and has the answer', said, answer);
    printStep(
      `${formatUsdc(price)} USDC${mostOf(offer)} moved from the buyer to the ${payTo ? 'endpoint' : 'creator'}`,
      `transaction ${settlement.transaction}`,
      settlement,
    );
    return moved.result;
  }

  private get wallet(): DemoWallet {
    return { account: this.parties.buyer, rpcUrl: this.chain.rpcUrl };
  }

  private note(price: bigint, isEarned: boolean): void {
    this.paid += price;
    if (isEarned) this.earned += price;
  }

  /** What moved while `work` was done, in atomic USDC. */
  private async moneyMovedBy<T>(work: () => Promise<T>, payTo = this.parties.seller.address) {
    const [buyerBefore, sellerBefore] = await this.balances(payTo);
    const result = await work();
    const [buyerAfter, sellerAfter] = await this.balances(payTo);
    return { result, spent: buyerBefore - buyerAfter, received: sellerAfter - sellerBefore };
  }

  private balances(seller: `0x${string}`): Promise<[bigint, bigint]> {
    const { buyer } = this.parties;
    return Promise.all([this.chain.usdcBalance(buyer.address), this.chain.usdcBalance(seller)]);
  }
}

/** What a call came to, as its receipt says. @throws Error for more than was offered */
function priceOf({ price, byUse }: Offer, { receipt }: Bought['answer']): bigint {
  if (byUse !== true) return price;
  const paid = parseUsdc((receipt as { readonly amount: string }).amount);
  if (paid !== undefined && paid <= price) return paid;
  throw new Error(`a call of at most ${formatUsdc(price)} USDC cost ${paid}`);
}

function mostOf({ price, byUse }: Offer): string {
  return byUse === true ? `, of at most ${formatUsdc(price)} for what it used,` : '';
}

function assertPrice(
  price: bigint,
  moved: { readonly spent: bigint; readonly received: bigint },
): void {
  const { spent, received } = moved;
  if (received === price && spent === price) return;
  throw new Error(`expected ${formatUsdc(price)} USDC: spent ${spent}, received ${received}`);
}
