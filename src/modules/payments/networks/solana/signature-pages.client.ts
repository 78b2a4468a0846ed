import { z } from 'zod';
import { slotNumber } from './solana-blocks.client.js';
import type { SolanaRpc } from '../../../../common/solana/index.js';

/** The most that nodes tell at once, and how often one look asks. */
const PAGE = 1_000;
const MAX_PAGES = 10;

/** `getSignaturesForAddress`, https://solana.com/docs/rpc/http/getsignaturesforaddress */
const page = z
  .array(
    z.object({
      signature: z.string().min(64).max(88),
      slot: slotNumber,
      err: z.unknown(),
      blockTime: z.int().nullish(),
    }),
  )
  .max(PAGE);

/** A transaction that had to do with an address. */
export interface Mention {
  readonly id: string;
  readonly slot: number;
}

/** Which transactions are looked for. */
export interface MentionSearch {
  readonly address: string;
  /** None older: seconds, and a slot. */
  readonly since: Date;
  readonly afterSlot: number;
  /** The answer is as of this slot, or a later one. */
  readonly asOf: number;
}

/**
 * Transactions that name an address, the oldest first. Of more than ten thousand, the youngest: what is older
 * is not found by looking, whoever filled the account with them.
 */
export async function mentionsOf(rpc: SolanaRpc, search: MentionSearch): Promise<Mention[]> {
  const { address, since, afterSlot, asOf } = search;
  const oldest = since.getTime() / 1000;
  const found: Mention[] = [];
  let before: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const options = { commitment: 'confirmed', limit: PAGE, minContextSlot: asOf };
    const rows = await rpc('getSignaturesForAddress', [address, { ...options, before }], page);
    const young = rows.filter(
      ({ slot, blockTime }) => slot > afterSlot && (blockTime ?? oldest) >= oldest,
    );
    found.push(...young.map(({ signature: id, slot }) => ({ id, slot })));
    before = rows.at(-1)?.signature;
    if (young.length < rows.length || rows.length < PAGE) break;
  }
  return found.toReversed();
}
