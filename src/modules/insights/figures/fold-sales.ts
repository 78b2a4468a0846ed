import { type Fold, ownWallets } from './fold.js';

/**
 * Adds journals up to what `GET /earnings` says of them, by the days of each zone. Every journal has one line
 * that stands for it: in the wallet, or, where no money moved, in what is owed.
 */
const SUMS = `
  count(*) FILTER (WHERE account = CASE WHEN kind IN ('refund_owed', 'refund_void')
    THEN 'refunds_owed' ELSE 'wallet' END) AS journals,
  coalesce(sum(CASE kind WHEN 'settlement' THEN 1 WHEN 'settlement_reversed' THEN -1 END)
    FILTER (WHERE account = 'wallet'), 0) AS calls,
  coalesce(sum(amount) FILTER (WHERE account = 'wallet'
    AND kind IN ('settlement', 'settlement_reversed')), 0) AS gross,
  -coalesce(sum(amount) FILTER (WHERE account = 'platform_fee'), 0) AS fees,
  -coalesce(sum(amount) FILTER (WHERE account = 'wallet' AND kind = 'refund_paid'), 0) AS refunded,
  -coalesce(sum(amount) FILTER (WHERE account = 'refunds_owed'), 0) AS refunds_owed,
  -coalesce(sum(amount) FILTER (WHERE account IN ('revenue', 'refunds')), 0) AS net`;

const LINE =
  'e.journal_id, e.kind, e.account, e.owner_id, e.network, e.asset, e.amount, e.created_at';

/** Only what is sold as a resource has one; other teams' priced routes do not. */
const RESOURCE = `
  CASE WHEN c.route = 'resource' AND c.subject ~ '^resource:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    THEN substring(c.subject FROM 10)::uuid END`;

/** What is sold, given back and earned. A journal is noted by its id and kind. */
export const salesFold: Fold = {
  notes: 'unfolded_journals',
  noted: 'journal_id, kind',
  taken: `
    SELECT ${LINE}, z.tz FROM taken
      JOIN ledger_entries e USING (journal_id, kind)
      JOIN figure_zones z ON z.owner_id = e.owner_id AND e.created_at >= z.known_from`,
  between: `
    SELECT ${LINE}, $2::text AS tz FROM ledger_entries e
     WHERE e.owner_id = $1 AND e.created_at >= $3 AND e.created_at < $4
       AND NOT EXISTS (SELECT FROM unfolded_journals u
             WHERE u.journal_id = e.journal_id AND u.kind = e.kind)`,
  known: `
    ${ownWallets},
    sold AS (
      SELECT l.*, (l.created_at AT TIME ZONE l.tz)::date AS day, ${RESOURCE} AS resource_id,
             o.owner_id IS NOT NULL AS is_own
        FROM lines l JOIN held USING (owner_id)
        LEFT JOIN refunds r ON r.id = l.journal_id AND l.kind LIKE 'refund%'
        LEFT JOIN payment_claims c ON c.id = coalesce(r.claim_id, l.journal_id)
        LEFT JOIN own_wallets o ON o.owner_id = l.owner_id AND o.address = lower(c.payer)
         AND o.since <= c.created_at)`,
  insert: `
    INSERT INTO sales_days AS s (owner_id, tz, day, resource_id, network, asset, is_own,
        journals, calls, gross, fees, refunded, refunds_owed, net)
      SELECT owner_id, tz, day, resource_id, network, asset, is_own, ${SUMS}
        FROM sold GROUP BY owner_id, tz, day, resource_id, network, asset, is_own
      ON CONFLICT ON CONSTRAINT sales_days_cell DO UPDATE SET
        journals = s.journals + excluded.journals, calls = s.calls + excluded.calls,
        gross = s.gross + excluded.gross, fees = s.fees + excluded.fees,
        refunded = s.refunded + excluded.refunded,
        refunds_owed = s.refunds_owed + excluded.refunds_owed, net = s.net + excluded.net`,
};
