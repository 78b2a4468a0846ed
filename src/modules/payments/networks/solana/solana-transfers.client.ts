import { type SolanaRpc, tokenAccountOf } from '../../../../common/solana/index.js';
import type { MinedTransaction } from '../payment-network.js';
import type { TransferSearch, TransfersFound } from '../transfer-search.js';
import { readSome } from './read-some.js';
import { mentionsOf } from './signature-pages.client.js';
import { headBlock } from './solana-blocks.client.js';
import { findLanded } from './solana-transactions.client.js';

/** What may be seen late: so many slots before where the last search ended are looked through again. */
const OVERLAP_SLOTS = 150;
const CLOCK_MARGIN_MS = 5_000;
/** How many transactions one search reads. */
const MAX_READ = 200;

/** See `PaymentNetwork.mined`. */
export async function readMined(
  rpc: SolanaRpc,
  id: string,
  mint: string,
): Promise<MinedTransaction | undefined> {
  const landed = await findLanded(rpc, id);
  if (landed === undefined) return undefined;
  const { slot, minedAt, succeeded } = landed;
  const block = BigInt(slot);
  return { transaction: id, succeeded, block, minedAt, transfers: landed.transfersOf(mint) };
}

/** See `PaymentNetwork.findTransfers`. */
export async function searchTransfers(
  rpc: SolanaRpc,
  { asset, from, to, amount, since, searchedTo }: TransferSearch,
): Promise<TransfersFound> {
  const head = await headBlock(rpc, 'confirmed');
  const mentions = await mentionsOf(rpc, {
    address: tokenAccountOf(to, asset),
    since: new Date(since.getTime() - CLOCK_MARGIN_MS),
    afterSlot: searchedTo === null ? 0 : Number(searchedTo) - OVERLAP_SLOTS,
    asOf: Number(head.number),
  });
  const some = mentions.slice(0, MAX_READ);
  const read = await readSome(some, ({ id }) => findLanded(rpc, id));
  const fitting = read.filter((landed) =>
    landed
      ?.transfersOf(asset)
      .some((each) => from.includes(each.from) && each.to === to && each.amount === amount),
  );
  const last = some.length < mentions.length ? BigInt(some.at(-1)?.slot ?? 0) : head.number;
  const further = (searchedTo ?? -1n) + 1n;
  return {
    transactions: fitting.flatMap((landed) => landed?.id ?? []),
    searchedTo: last > further ? last : further,
  };
}
