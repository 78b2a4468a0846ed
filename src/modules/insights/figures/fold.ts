/** How rows of one table become figures: parts of statements that count each of them once. */
export interface Fold {
  /** The table in which rows that are not counted yet are noted, and the columns that name them there. */
  readonly notes: string;
  readonly noted: string;
  /** The rows that were `taken` from the notes, once for each zone whose days they are to be in. */
  readonly taken: string;
  /**
   * The rows of the user `$1`, for the zone `$2`, from `$3` until before `$4`, but those that are still noted:
   * they are counted when their turn comes.
   */
  readonly between: string;
  /** What is known of `lines` of owners who are `held`, as parts of a WITH. */
  readonly known: string;
  /** Adds that up to days. */
  readonly insert: string;
}

/**
 * The wallets of owners, since when they are known to be theirs: what is bought from one of them is no sale. A
 * refund is told apart by when its call began, as the call itself is, whatever was linked in between.
 */
export const ownWallets = `
  own_wallets AS (
    SELECT owner_id, address, min(since) AS since
      FROM (SELECT user_id AS owner_id, lower(address) AS address, created_at AS since FROM wallets
            UNION ALL SELECT user_id, lower(address), proven_at FROM wallet_proofs) w
     WHERE owner_id IN (SELECT owner_id FROM held) GROUP BY 1, 2)`;

/** Their accounts cannot be deleted meanwhile; those that are deleted have no days any more. */
const HELD = `
  held AS MATERIALIZED (
    SELECT owner_id FROM hold_owners(ARRAY(SELECT DISTINCT owner_id FROM lines)) AS owner_id)`;

/** Takes at most `$1` notes and counts what they name. @returns how many it took */
export function countNoted({ notes, noted, taken, known, insert }: Fold): string {
  return `
    WITH taken AS (
      DELETE FROM ${notes} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${notes} LIMIT $1))
      RETURNING ${noted}),
    lines AS MATERIALIZED (${taken}),
    ${HELD},
    ${known},
    counted AS (${insert} RETURNING 1)
    SELECT count(*)::int AS taken FROM taken`;
}

/** Counts what was booked in a stretch of time into a zone: see {@link Fold.between}. */
export function countBetween({ between, known, insert }: Fold): string {
  return `WITH lines AS MATERIALIZED (${between}), ${HELD}, ${known} ${insert}`;
}
