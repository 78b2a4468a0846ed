import { ApiProblem, client } from '../../api/index.ts';
import { transferUsdc } from '../../chain/index.ts';
import type { Eip1193 } from '../../wallet/wallets.ts';
import type { Refund } from './refund-words.ts';

const TRIES = 20;
const PAUSE_MS = 3_000;

/** Sends a refund with a wallet, and reports it until the chain shows it, for a minute. */
export async function payWith(wallet: Eip1193, refund: Refund): Promise<void> {
  const { id, network, asset, payer, amount } = refund;
  const hash = await transferUsdc(wallet, { network, asset, amount, to: payer });
  await report(id, hash, TRIES);
}

/** Tells the server which transaction paid a refund. @param tries how often, while it is not on the chain yet */
export async function report(id: string, transaction: string, tries = 1): Promise<void> {
  try {
    await client.POST('/api/v1/refunds/{id}/payment', {
      params: { path: { id } },
      body: { transaction },
    });
  } catch (error) {
    if (tries <= 1 || ApiProblem.from(error).code !== 'refund_not_seen') throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await report(id, transaction, tries - 1);
  }
}
