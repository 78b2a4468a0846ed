import { ApiProblem, client } from '../../api/index.ts';
import { accountOf, transferUsdc } from '../../chain/index.ts';
import { forget, keep, kept } from '../../kept/kept.ts';
import type { Eip1193 } from '../../wallet/wallets.ts';
import type { Refund } from './refund-words.ts';

const TRIES = 20;
const PAUSE_MS = 3_000;

/** The money is not to be sent, or not from there; it says why. Nothing was sent. */
export class NotSent extends Error {}

const keyOf = (id: string) => `coinslot:refund-transfer:${id}`;

/** Hash of a transfer that this browser sent for a refund, and that the server has not recorded yet. */
export function transferFor({ id }: Refund): string | undefined {
  return kept(keyOf(id));
}

/**
 * Sends a refund with a wallet, and reports it until the chain shows it, for a minute. What was sent is kept until it
 * is recorded, so that nobody sends it twice.
 * @throws {NotSent} if it is not owed any more, or would not count from the wallet's account
 */
export async function payWith(wallet: Eip1193, refund: Refund): Promise<void> {
  await requireOwed(refund);
  await requireOwn(await accountOf(wallet), refund.network);
  const { id, network, asset, payer, amount } = refund;
  const hash = await transferUsdc(wallet, { network, asset, amount, to: payer });
  keep(keyOf(id), hash);
  await report(id, hash, TRIES);
}

/** Another page may have paid it meanwhile. */
async function requireOwed({ id }: Refund): Promise<void> {
  const { data } = await client.GET('/api/v1/refunds/{id}', { params: { path: { id } } });
  if (data?.status !== 'owed') throw new NotSent('This refund is not owed any more.');
}

/** Only transfers from wallets that are known to be the creator's count. */
async function requireOwn(account: string, network: string): Promise<void> {
  const [me, wallets] = await Promise.all([
    client.GET('/api/v1/me'),
    client.GET('/api/v1/me/payout-wallets'),
  ]);
  const proven = (wallets.data?.items ?? []).filter(
    (wallet) => wallet.network === network && wallet.provenAt !== null,
  );
  const own = [me.data?.walletAddress, ...proven.map(({ address }) => address)];
  if (own.some((each) => each?.toLowerCase() === account.toLowerCase())) return;
  const choices = [...new Set(own.filter(Boolean))].join(' or ');
  throw new NotSent(
    `Your wallet shows ${account}, and a transfer from there would not count. Choose ${choices} in it, or show in the settings that this one is yours.`,
  );
}

/** Tells the server which transaction paid a refund. @param tries how often, while it is not on the chain yet */
export async function report(id: string, transaction: string, tries = 1): Promise<void> {
  try {
    await client.POST('/api/v1/refunds/{id}/payment', {
      params: { path: { id } },
      body: { transaction },
    });
    forget(keyOf(id));
  } catch (error) {
    if (tries <= 1 || ApiProblem.from(error).code !== 'refund_not_seen') throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await report(id, transaction, tries - 1);
  }
}
