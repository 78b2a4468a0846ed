/** A payer's payments in one token on one network that may still be charged, as SQL about `other`. */
const OPEN = `other.status IN ('claimed', 'settling', 'unknown', 'refused')
  AND (other.status <> 'refused' OR other.valid_before > now())`;

/** Whose payments in which token, as SQL: parameters or columns. */
interface Payer {
  readonly payer: string;
  readonly network: string;
  readonly asset: string;
}

const ofPayer = ({ payer, network, asset }: Payer) =>
  `other.payer = ${payer} AND other.network = ${network} AND other.asset = ${asset}`;

/** Sum of what is open of the payer, in atomic units as text. */
export const openBefore = (payer: Payer) =>
  `(SELECT coalesce(sum(other.amount), 0)::text FROM payment_claims other
    WHERE ${ofPayer(payer)} AND ${OPEN})`;

/** The policy asked for, unless the payer has to pay first because they left work unpaid. */
export const effectivePolicy = (payer: Payer, asked: string, unpaidSince: string) =>
  `CASE WHEN EXISTS (SELECT FROM payment_claims other
    WHERE ${ofPayer(payer)} AND other.unpaid_at > ${unpaidSince}) THEN 'before_execution' ELSE ${asked} END`;

/** What is open of the payer of claim `$1` and was reserved before it, in atomic units as text. */
export const STILL_OPEN_BEFORE = `SELECT coalesce(sum(other.amount), 0)::text AS open
  FROM payment_claims mine JOIN payment_claims other
    ON ${ofPayer({ payer: 'mine.payer', network: 'mine.network', asset: 'mine.asset' })}
  WHERE mine.id = $1 AND (other.created_at, other.id) < (mine.created_at, mine.id) AND ${OPEN}`;
