import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import {
  type JournalLine,
  platformFee,
  refundOwedJournal,
  refundPaidJournal,
  refundVoidJournal,
  settlementJournal,
  settlementReversedJournal,
} from '../../src/modules/payments/ledger/journal.js';

/** Something that happens to a call: what is booked of it, and when. */
export interface Booked {
  readonly call: string;
  readonly resourceId: string | null;
  readonly isOwn: boolean;
  readonly at: Date;
  readonly network: string;
  readonly journal: readonly JournalLine[];
  readonly journalId: string;
}

/** A line of the usage log. */
export interface Logged {
  readonly call: string;
  readonly resourceId: string;
  readonly isOwn: boolean;
  readonly at: Date;
  readonly status: 'paid' | 'test' | 'not_charged' | 'rerun';
  readonly attempt: number;
  readonly failure: string | null;
  readonly model: string | null;
  /** Input, output, read and written ones; null where nobody knows. */
  readonly tokens: readonly [number, number, number, number] | null;
  readonly costNanoUsd: bigint | null;
  readonly durationMs: number;
  /** What buyers and sellers read of the payment; figures are of the books. */
  readonly sale?: Sale;
}

/** The payment of a run that was paid. */
export interface Sale {
  readonly amount: bigint;
  readonly payer: string | null;
  readonly network: string | null;
  readonly transaction: string;
}

const ANY_SALE: Sale = { amount: 1n, payer: null, network: null, transaction: '0x1' };

/** A call, its payment and refund, as random tests draw them. */
export interface Drawn {
  readonly isOwn: boolean;
  readonly resourceId: string | null;
  readonly network: string;
  readonly amount: bigint;
  readonly feeBasisPoints: number;
  readonly fate: 'kept' | 'owed' | 'paid' | 'vanished' | 'owed_vanished' | 'paid_vanished';
  /** When it was paid, owed, given back and found to have vanished. */
  readonly times: readonly [Date, Date, Date, Date];
}

export const OWN_WALLET = `0x${'Aa'.repeat(20)}`;
export const BUYER = `0x${'Bb'.repeat(20)}`;
const ASSET = '0xusdc';

/** What the ledger says of a drawn call, in the order of events. */
export function journalsOf(ownerId: string, drawn: Drawn): Booked[] {
  const { isOwn, resourceId, network, fate, times, feeBasisPoints, amount } = drawn;
  const [call, refund] = [randomUUID(), randomUUID()];
  const moved = { ownerId, network, asset: ASSET, amount };
  const fee = platformFee(moved, feeBasisPoints);
  const base = { call, resourceId, isOwn, network };
  const booked = (at: Date, journalId: string, journal: readonly JournalLine[]) => ({
    ...base,
    at,
    journalId,
    journal,
  });
  const isRefunded = fate === 'paid_vanished';
  return [
    booked(times[0], call, settlementJournal({ ...moved, feeBasisPoints })),
    ...(/owed|paid/.test(fate)
      ? [booked(times[1], refund, refundOwedJournal({ ...moved, fee }))]
      : []),
    ...(fate.startsWith('paid') ? [booked(times[2], refund, refundPaidJournal(moved))] : []),
    ...(fate === 'owed_vanished'
      ? [booked(times[3], refund, refundVoidJournal({ ...moved, fee }))]
      : []),
    ...(fate.endsWith('vanished')
      ? [booked(times[3], call, settlementReversedJournal({ ...moved, fee, isRefunded }))]
      : []),
  ];
}

/** A claim of the route that sells resources, or of another team's. */
export async function plantClaim(
  tx: EntityManager,
  ownerId: string,
  { call, resourceId, isOwn }: { call: string; resourceId: string | null; isOwn: boolean },
): Promise<void> {
  const [route, subject] =
    resourceId === null ? ['weather', 'weather'] : ['resource', `resource:${resourceId}`];
  await tx.query(
    `INSERT INTO payment_claims (id, route, subject, owner_id, offer_id, network, asset, payer, nonce,
         pay_to, amount, valid_before, request_digest, status, work, transaction, settled_at, ended_at,
         purged_at)
       VALUES ($1::uuid, $2, $3, $4, 'offer', 'eip155:84532', $5, $6, $1::uuid::text, '0xpayee', 1, now(),
         sha256('x'), 'settled', 'done', '0x1', now(), now(), now()) ON CONFLICT (id) DO NOTHING`,
    [call, route, subject, ownerId, ASSET, isOwn ? OWN_WALLET.toLowerCase() : BUYER],
  );
}

/** Books a journal at its time, with the claim and the refund that it is about. */
export async function book(tx: EntityManager, ownerId: string, booked: Booked): Promise<void> {
  const { call, journalId, journal, at } = booked;
  await plantClaim(tx, ownerId, booked);
  if (journalId !== call) {
    await tx.query(
      `INSERT INTO refunds (id, claim_id, owner_id, network, asset, payer, payee, amount, status, cause,
           decided_at)
         VALUES ($1, $2, $3, 'eip155:84532', $4, '0xpayer', '0xpayee', 1, 'owed', 'failed_call', now())
         ON CONFLICT DO NOTHING`,
      [journalId, call, ownerId, ASSET],
    );
  }
  await tx.query(
    `INSERT INTO ledger_entries (journal_id, kind, account, owner_id, network, asset, amount, created_at)
       SELECT $1, kind, account, $2, network, asset, amount, $3
         FROM jsonb_to_recordset($4) AS l (kind text, account text, network text, asset text, amount bigint)`,
    [
      journalId,
      ownerId,
      at,
      JSON.stringify(journal.map((line) => ({ ...line, amount: line.amount.toString() }))),
    ],
  );
}

/** Logs a run at its time. */
export async function log(tx: EntityManager, ownerId: string, logged: Logged): Promise<void> {
  const { call, resourceId, status, at, tokens, costNanoUsd } = logged;
  const sale = status === 'paid' ? (logged.sale ?? ANY_SALE) : undefined;
  const isTest = status === 'test';
  if (!isTest) await plantClaim(tx, ownerId, logged);
  await tx.query(
    `INSERT INTO executions (id, resource_id, version_id, owner_id, claim_id, is_test, status, finished_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'succeeded', now()) ON CONFLICT DO NOTHING`,
    [call, resourceId, isTest ? null : resourceId, ownerId, isTest ? null : call, isTest],
  );
  await tx.query(
    `INSERT INTO x402_prompt_template_usage_logs (execution_id, attempt, resource_id, owner_id, status,
         failure, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
         provider_cost_nano_usd, amount_paid_usdc, payer, network, transaction, duration_ms,
         created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      call,
      logged.attempt,
      resourceId,
      ownerId,
      status,
      logged.failure,
      logged.model,
      ...(tokens ?? [null, null, null, null]),
      costNanoUsd?.toString() ?? null,
      sale?.amount.toString() ?? '0',
      sale?.payer ?? null,
      sale?.network ?? null,
      sale?.transaction ?? null,
      logged.durationMs,
      at,
    ],
  );
}

/** A user with a wallet of their own. */
export async function plantOwner(tx: EntityManager): Promise<string> {
  const [row] = await tx.query<{ id: string }[]>(
    `INSERT INTO users (id) VALUES (gen_random_uuid()) RETURNING id`,
  );
  const id = row?.id ?? '';
  await tx.query(
    `INSERT INTO wallets (user_id, network, address, purpose, created_at)
       VALUES ($1, 'eip155:84532', $2, 'payout', '2020-01-01')`,
    [id, OWN_WALLET],
  );
  return id;
}
