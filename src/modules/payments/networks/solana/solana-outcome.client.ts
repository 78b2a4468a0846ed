import type { Block, ChainOutcome, ChainQuery, Transferred } from '../payment-network.js';
import type { ReadPayload } from './payload.js';
import { mentionsOf } from './signature-pages.client.js';
import { blockIn, headBlock, isBlockhashValid } from './solana-blocks.client.js';
import type { SolanaRpc } from '../../../../common/solana/index.js';
import { findLanded, type Landed } from './solana-transactions.client.js';
import { transferBy } from './transfer-by.js';
import { readSome } from './read-some.js';

/** How much younger than a request a block has to be to know of it, for clocks that disagree. */
const REQUEST_MARGIN_MS = 3_000;
/** How far a block's time, which validators estimate, may be from ours. */
const CLOCK_MARGIN_MS = 5_000;
/** How long before our request its transaction may have been sent by somebody: longer than any lives. */
const LOOK_BACK_MS = 180_000;
/** How many transactions of the payer one look reads. */
const MAX_READ = 200;

const UNCLEAR: ChainOutcome = { kind: 'unclear', searchedTo: null };

/**
 * What became of a payment's transaction. A transaction lives as long as the block whose hash it names is
 * recent: once that is over, and final, it is void if it is not found. Whether it is over is asked first, so
 * that what lands in between is found.
 */
export async function readOutcome(
  rpc: SolanaRpc,
  query: ChainQuery,
  payload: ReadPayload,
): Promise<ChainOutcome> {
  const known = query.transaction === null ? undefined : await findLanded(rpc, query.transaction);
  if (known !== undefined && isOf(known, payload)) return judge(rpc, query, known);
  const head = await headBlock(rpc, 'confirmed');
  const { blockhash } = payload.transfer;
  const isAlive = await isBlockhashValid(rpc, blockhash, 'confirmed', head.number);
  const isOver = !isAlive && (await isLongOver(rpc, query, blockhash));
  const use = await findUse(rpc, query, payload, head);
  if (use === 'not_all_read') return UNCLEAR;
  if (use !== undefined) return judge(rpc, query, use);
  if (isOver) return { kind: 'void', reason: 'expired' };
  return isAlive && knowsOfRequest(head, query) ? { kind: 'unused' } : UNCLEAR;
}

/** Whether the transaction was sent for this payment, whoever paid its fee. */
export function isOf({ transaction }: Landed, payload: ReadPayload): boolean {
  return Buffer.compare(transaction.messageBytes, payload.transaction.messageBytes) === 0;
}

/**
 * Whether all that is settled for ever is past the life of the block's hash. A node that has not come as far
 * as our request does not know the hash yet, which it says in the same words.
 */
async function isLongOver(
  rpc: SolanaRpc,
  { since }: ChainQuery,
  blockhash: string,
): Promise<boolean> {
  const settled = await headBlock(rpc, 'finalized');
  if (settled.minedAt.getTime() < since.getTime() + CLOCK_MARGIN_MS) return false;
  return !(await isBlockhashValid(rpc, blockhash, 'finalized', settled.number));
}

/** By the token account that the money leaves: only its owner's transactions name it, so they are few. */
async function findUse(
  rpc: SolanaRpc,
  { since }: ChainQuery,
  payload: ReadPayload,
  head: Block,
): Promise<Landed | 'not_all_read' | undefined> {
  const mentions = await mentionsOf(rpc, {
    address: payload.transfer.source,
    since: new Date(since.getTime() - LOOK_BACK_MS),
    afterSlot: 0,
    asOf: Number(head.number),
  });
  const read = await readSome(mentions.slice(0, MAX_READ), ({ id }) => findLanded(rpc, id));
  const use = read.find((each) => each !== undefined && isOf(each, payload));
  const isAll = mentions.length <= MAX_READ && !read.includes(undefined);
  return use ?? (isAll ? undefined : 'not_all_read');
}

async function judge(rpc: SolanaRpc, query: ChainQuery, landed: Landed): Promise<ChainOutcome> {
  // It can be carried out once, and failing is that once.
  if (!landed.succeeded) return { kind: 'void', reason: 'transaction_failed' };
  if (await isOlder(rpc, query, landed)) {
    return { kind: 'void', reason: 'authorization_spent_elsewhere' };
  }
  return transferred(rpc, query, landed);
}

async function transferred(
  rpc: SolanaRpc,
  { authorization }: ChainQuery,
  landed: Landed,
): Promise<Transferred> {
  const transfer = transferBy(landed, authorization);
  const block = await blockIn(rpc, landed.slot);
  if (transfer === undefined || block === undefined) {
    throw new Error('the node does not tell all of a transaction');
  }
  return { kind: 'transferred', transaction: landed.id, logIndex: transfer.logIndex, block };
}

/**
 * Whether it happened before we asked for it. Where our clock says so, the chain has the last word: it has to
 * be older by its clock than the request is by ours.
 */
async function isOlder(
  rpc: SolanaRpc,
  { since, now }: ChainQuery,
  { minedAt }: Landed,
): Promise<boolean> {
  if (minedAt.getTime() >= since.getTime() - CLOCK_MARGIN_MS) return false;
  const head = await headBlock(rpc, 'confirmed');
  const age = head.minedAt.getTime() - minedAt.getTime();
  return age > now.getTime() - since.getTime() + CLOCK_MARGIN_MS;
}

/** A block that is older than our last request cannot show what came of it. */
function knowsOfRequest({ minedAt }: Block, { askedAt, now }: ChainQuery): boolean {
  if (askedAt === null) return true;
  const ahead = Math.max(0, minedAt.getTime() - now.getTime());
  return minedAt.getTime() >= askedAt.getTime() + ahead + REQUEST_MARGIN_MS;
}
