import { privateKeyToAccount } from 'viem/accounts';
import { formatUsdc } from '../../common/money/index.js';
import type { Sandbox } from '../sandbox.js';
import { buy } from './buyer.js';
import { publish } from './creator.js';
import { printStep } from './print.js';

const PRICE = '0.05';
const PRICE_ATOMIC = 50_000n;

/**
 * Plays a creator who publishes and a buyer who pays, printing each step.
 * @throws Error unless the answer came and both balances moved by exactly the price.
 */
export async function playDemo(sandbox: Sandbox, origin: string): Promise<void> {
  const { chain, secrets, environment } = sandbox;
  if (chain === undefined) throw new Error('the demo pays with test USDC: leave NETWORKS unset');
  const creator = privateKeyToAccount(secrets.creatorKey).address;
  const buyer = privateKeyToAccount(secrets.buyerKey);

  const realKey = environment['ANTHROPIC_API_KEY'];
  const apiKey = realKey ?? 'sk-ant-sandbox-0000';
  const shop = await publish({ origin, privateKey: secrets.creatorKey, apiKey, price: PRICE });

  const balances = async () => ({
    creator: await chain.usdcBalance(creator),
    buyer: await chain.usdcBalance(buyer.address),
  });
  const before = await balances();
  await buy(shop.url, buyer);
  const after = await balances();

  printStep('Balances on the chain, in USDC', {
    creator: `${formatUsdc(before.creator)} → ${formatUsdc(after.creator)}`,
    buyer: `${formatUsdc(before.buyer)} → ${formatUsdc(after.buyer)}`,
  });
  printStep('The creator reads the usage log', (await shop.usage()).items[0]);

  const received = after.creator - before.creator;
  const spent = before.buyer - after.buyer;
  if (received !== PRICE_ATOMIC || spent !== PRICE_ATOMIC) {
    throw new Error(`expected ${PRICE} USDC to move: spent ${spent}, received ${received}`);
  }
  process.stdout.write(
    `\nDone: ${PRICE} USDC moved from the buyer to the creator, and the answer came.\n`,
  );
}
