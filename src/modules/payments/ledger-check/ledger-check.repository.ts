import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { JournalKind, LedgerAccount } from '../ledger/journal.js';
import type { RefundStatus } from '../refunds/refund-lifecycle.js';
import type { ClaimRecord, RefundRecord, Subject } from './subject.js';

/** Where a page begins and how long it is. */
export interface SubjectPage {
  /** Id of the last subject of the page before. */
  readonly after: string;
  readonly limit: number;
  /** Only subjects of which something was written then or later; null for all. */
  readonly since: Date | null;
}

/** Rows as PostgreSQL gives them: `bigint` as text, nulls where nothing was joined. */
interface Row {
  readonly id: string;
  readonly claim: StoredClaim | null;
  readonly settlement: Stored<StoredPlace> | null;
  readonly refund: StoredRefund | null;
  readonly lines: readonly StoredLine[];
}
interface StoredPlace {
  readonly transaction: string;
  readonly fee: string;
  readonly claimants: number;
  readonly stands_in: string;
  readonly is_reversed: boolean;
  readonly is_refunded: boolean;
}
type StoredClaim = Stored<{
  readonly settled: boolean;
  readonly transaction: string | null;
  readonly charge: string | null;
}>;
type Stored<T> = T & {
  readonly owner_id: string | null;
  readonly network: string;
  readonly asset: string;
  readonly payer: string;
  readonly pay_to: string;
  readonly amount: string;
};
interface StoredRefund extends Omit<Stored<unknown>, 'pay_to'> {
  readonly status: RefundStatus;
  /** Null when its settlement is gone. */
  readonly fee: string | null;
  readonly transaction: string | null;
  readonly log_index: number | null;
}
interface StoredLine {
  readonly kind: JournalKind;
  readonly account: LedgerAccount;
  readonly owner_id: string | null;
  readonly network: string;
  readonly asset: string;
  readonly amount: string;
}

/**
 * One statement, so that everything under an id is seen at one moment while calls go on. Amounts
 * become text: JSON numbers lose digits.
 */
const PAGE = `
  WITH subjects AS (
    (SELECT id FROM payment_claims
      WHERE status = 'settled' AND id > $1 AND ($3::timestamptz IS NULL OR updated_at >= $3)
      ORDER BY id LIMIT $2)
    UNION
    (SELECT claim_id FROM settlements
      WHERE claim_id > $1 AND ($3::timestamptz IS NULL OR settled_at >= $3)
      ORDER BY claim_id LIMIT $2)
    UNION
    (SELECT id FROM refunds
      WHERE id > $1 AND ($3::timestamptz IS NULL OR coalesce(paid_at, decided_at) >= $3)
      ORDER BY id LIMIT $2)
    UNION
    (SELECT DISTINCT journal_id FROM ledger_entries
      WHERE journal_id > $1 AND ($3::timestamptz IS NULL OR created_at >= $3)
      ORDER BY journal_id LIMIT $2)
    ORDER BY 1 LIMIT $2)
  SELECT subjects.id,
    (SELECT jsonb_build_object('settled', c.status = 'settled', 'owner_id', c.owner_id,
        'network', c.network, 'asset', c.asset, 'payer', c.payer, 'pay_to', c.pay_to,
        'amount', coalesce(c.moved, c.amount)::text, 'transaction', c.transaction,
        'charge', c.charge::text)
      FROM payment_claims c WHERE c.id = subjects.id) AS claim,
    (SELECT jsonb_build_object('owner_id', s.owner_id, 'network', s.network, 'asset', s.asset,
        'payer', s.payer, 'pay_to', s.pay_to, 'amount', s.amount::text,
        'transaction', s.transaction, 'fee', s.fee::text, 'stands_in',
        CASE WHEN k.moved_at IS NULL THEN s.transaction ELSE k.transaction END,
        'is_reversed', k.reversed_at IS NOT NULL,
        'is_refunded', EXISTS (SELECT FROM refunds p
          WHERE p.claim_id = s.claim_id AND p.status = 'paid'),
        'claimants',
        (SELECT count(*) FROM settlements o
          WHERE o.network = s.network AND o.transaction = s.transaction AND o.asset = s.asset
            AND (lower(o.payer), lower(o.pay_to), o.amount)
              = (lower(s.payer), lower(s.pay_to), s.amount)))
      FROM settlements s JOIN settlement_checks k USING (claim_id)
      WHERE s.claim_id = subjects.id) AS settlement,
    (SELECT jsonb_build_object('status', r.status, 'owner_id', r.owner_id, 'network', r.network,
        'asset', r.asset, 'payer', r.payer, 'amount', r.amount::text,
        'transaction', r.transaction, 'log_index', r.log_index,
        'fee', (SELECT s.fee::text FROM settlements s WHERE s.claim_id = r.claim_id))
      FROM refunds r WHERE r.id = subjects.id) AS refund,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'account', e.account,
        'owner_id', e.owner_id, 'network', e.network, 'asset', e.asset,
        'amount', e.amount::text)), '[]')
      FROM ledger_entries e WHERE e.journal_id = subjects.id) AS lines
  FROM subjects ORDER BY subjects.id`;

/** The first id of what {@link PAGE} finds since then. Ids begin with their time, so little of what follows it is older. */
const FIRST = `
  SELECT least(
    (SELECT min(id::text) FROM payment_claims WHERE status = 'settled' AND updated_at >= $1),
    (SELECT min(claim_id::text) FROM settlements WHERE settled_at >= $1),
    (SELECT min(id::text) FROM refunds WHERE coalesce(paid_at, decided_at) >= $1),
    (SELECT min(journal_id::text) FROM ledger_entries WHERE created_at >= $1)) AS id`;

@Injectable()
export class LedgerCheckRepository {
  /** The first id under which something was written then or later; undefined when there is none. */
  async first(tx: EntityManager, since: Date): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string | null }[]>(FIRST, [since]);
    return row?.id ?? undefined;
  }

  /** Everything under the next ids that have a settled claim, a settlement, a refund or a journal. */
  async page(tx: EntityManager, { after, limit, since }: SubjectPage): Promise<Subject[]> {
    // Row-level security hides from the planner that nearly every row passes: it would read and
    // sort whole tables for each page instead of going along their indexes.
    await tx.query(`SET LOCAL enable_sort = off`);
    const rows = await tx.query<Row[]>(PAGE, [after, limit, since]);
    return rows.map(({ id, claim, settlement, refund, lines }) => ({
      id,
      claim: claim && readClaim(claim),
      settlement: settlement && {
        ...read(settlement),
        transaction: settlement.transaction,
        fee: BigInt(settlement.fee),
        claimants: settlement.claimants,
        standsIn: settlement.stands_in,
        isReversed: settlement.is_reversed,
        isRefunded: settlement.is_refunded,
      },
      refund: refund && readRefund(refund),
      lines: lines.map(({ owner_id: ownerId, amount, ...line }) => ({
        ...line,
        ownerId,
        amount: BigInt(amount),
      })),
    }));
  }
}

function readClaim({ settled, transaction, charge, ...claim }: StoredClaim): ClaimRecord {
  return { ...read(claim), settled, transaction, charge: charge === null ? null : BigInt(charge) };
}

function readRefund(refund: StoredRefund): RefundRecord {
  const { owner_id: ownerId, log_index: logIndex, amount, fee, ...rest } = refund;
  return { ...rest, ownerId, logIndex, amount: BigInt(amount), fee: BigInt(fee ?? 0) };
}

function read({ owner_id: ownerId, pay_to: payTo, amount, ...rest }: Stored<unknown>) {
  const { network, asset, payer } = rest;
  return { ownerId, network, asset, payer, payTo, amount: BigInt(amount) };
}
