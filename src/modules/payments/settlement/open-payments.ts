/** A payer's payments in one token on one network that may still be charged, as SQL about `other`. */
const OPEN = `other.status IN ('claimed', 'settling', 'unknown', 'refused')
  AND (other.status <> 'refused' OR other.valid_before > now())`;

const OF_PAYER = `other.payer = :payer AND other.network = :network AND other.asset = :asset`;

/** Sum of what is open of the payer, in atomic units as text. */
export const OPEN_BEFORE = `(SELECT coalesce(sum(other.amount), 0)::text FROM payment_claims other
  WHERE ${OF_PAYER} AND ${OPEN})`;

/** The policy asked for, unless the payer has to pay first because they left work unpaid. */
export const EFFECTIVE_POLICY = `CASE WHEN EXISTS (SELECT FROM payment_claims other
  WHERE ${OF_PAYER} AND other.unpaid_at > :unpaidSince) THEN 'before_execution' ELSE :policy END`;

/** What is open of the payer of claim `$1` and was reserved before it, in atomic units as text. */
export const STILL_OPEN_BEFORE = `SELECT coalesce(sum(other.amount), 0)::text AS open
  FROM payment_claims mine JOIN payment_claims other
    ON other.payer = mine.payer AND other.network = mine.network AND other.asset = mine.asset
  WHERE mine.id = $1 AND (other.created_at, other.id) < (mine.created_at, mine.id) AND ${OPEN}`;
