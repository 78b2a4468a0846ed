import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  canMove,
  FIRST_STATUS,
  REFUND_CAUSES,
  REFUND_STATUSES,
  type RefundCause,
  type RefundStatus,
} from '../../src/modules/payments/refunds/refund-lifecycle.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';

type Run = <T>(sql: string, values?: unknown[]) => Promise<T>;

/** How to get to a status by allowed steps. */
const WAY: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  requested: [],
  owed: ['owed'],
  declined: ['declined'],
  paid: ['owed', 'paid'],
  void: ['void'],
};

async function move(run: Run, id: string, to: RefundStatus, transaction: string = randomUUID()) {
  const paid = to === 'paid';
  await run(
    `UPDATE refunds SET status = $2::text, transaction = $3, log_index = $4,
       decided_at = CASE WHEN $2::text <> 'requested' THEN coalesce(decided_at, now()) END,
       paid_at = CASE WHEN $2::text = 'paid' THEN now() END
     WHERE id = $1`,
    [id, to, paid ? transaction : null, paid ? 0 : null],
  );
}

describe('the database', () => {
  let database: TestDatabase;
  let application: DataSource;
  const ownerId = randomUUID();

  beforeAll(async () => {
    database = await createTestDatabase();
    application = await createDataSource(database.appUrl);
  });
  afterAll(async () => {
    await application.destroy();
    await database.drop();
  });

  /** Raw SQL as the application's role, in the context of a user or a service. */
  function as<T>(context: Context, work: (run: Run) => Promise<T>): Promise<T> {
    return application.transaction(async (tx) => {
      await enter(tx, context);
      return work((sql, values) => tx.query(sql, values));
    });
  }
  const asPayments = <T>(work: (run: Run) => Promise<T>) => as({ service: 'payments' }, work);

  async function insertClaim(run: Run): Promise<string> {
    const id = randomUUID();
    await run(
      `INSERT INTO payment_claims (id, route, subject, owner_id, offer_id, network, asset, payer, nonce,
         pay_to, amount, valid_before, request_digest, payment, status, work, transaction, result)
       VALUES ($1, 'r', 's', $2, 'o', 'n', 'a', 'p', $3, 't', 5, now(), sha256('x'), '{}', 'settled', 'done',
         'tx', '{}')`,
      [id, ownerId, id],
    );
    return id;
  }

  async function insertRefund(
    run: Run,
    cause: RefundCause = 'request',
    status: RefundStatus = FIRST_STATUS[cause],
    claimId?: string,
  ): Promise<string> {
    const id = randomUUID();
    await run(
      `INSERT INTO refunds (id, claim_id, owner_id, network, asset, payer, payee, amount, status, cause,
         requested_at, decided_at)
       VALUES ($1, $2, $3, 'n', 'a', 'p', 't', 5, $4::text, $5::text,
         CASE WHEN $5::text = 'request' THEN now() END, CASE WHEN $4::text <> 'requested' THEN now() END)`,
      [id, claimId ?? (await insertClaim(run)), ownerId, status, cause],
    );
    return id;
  }

  it.each(REFUND_STATUSES.flatMap((from) => REFUND_STATUSES.map((to) => [from, to] as const)))(
    'lets a refund go from %s to %s exactly where the lifecycle does',
    async (from, to) => {
      const moved = asPayments(async (run) => {
        const id = await insertRefund(run);
        for (const step of WAY[from]) await move(run, id, step);
        await move(run, id, to);
      });
      if (from === to || canMove(from, to)) await moved;
      else await expect(moved).rejects.toThrow(`a refund cannot go from ${from} to ${to}`);
    },
  );

  it.each(
    REFUND_CAUSES.flatMap((cause) => REFUND_STATUSES.map((first) => [cause, first] as const)),
  )('lets a refund by %s begin as %s exactly where the lifecycle does', async (cause, first) => {
    const begun = asPayments((run) => insertRefund(run, cause, first));
    if (FIRST_STATUS[cause] === first) await begun;
    else await expect(begun).rejects.toThrow(`a refund by ${cause} cannot begin as ${first}`);
  });

  it('keeps one refund for a claim', async () => {
    const claimId = await asPayments(insertClaim);
    await asPayments((run) => insertRefund(run, 'request', 'requested', claimId));
    const again = asPayments((run) => insertRefund(run, 'failed_call', 'owed', claimId));
    await expect(again).rejects.toThrow('refunds_claim');
  });

  it('lets one transfer pay one refund', async () => {
    const [one, other] = await asPayments(async (run) => [
      await insertRefund(run, 'failed_call'),
      await insertRefund(run, 'failed_call'),
    ]);
    await asPayments((run) => move(run, one ?? '', 'paid', 'same'));
    await expect(asPayments((run) => move(run, other ?? '', 'paid', 'same'))).rejects.toThrow(
      'refunds_transfer',
    );
  });

  it('does not let the terms of a refund be changed', async () => {
    for (const change of ['amount = 1', `payer = 'x'`, `reason = 'x'`, `cause = 'request'`]) {
      await expect(asPayments((run) => run(`UPDATE refunds SET ${change}`))).rejects.toThrow(
        'permission denied',
      );
    }
    await expect(asPayments((run) => run(`DELETE FROM refunds`))).rejects.toThrow(
      'permission denied',
    );
  });

  it('shows refunds to their owner and the payments service only, and changes to the latter', async () => {
    await asPayments((run) => insertRefund(run));
    const count = async (context: Context) => {
      const [row] = await as(context, (run) =>
        run<{ count: number }[]>(`SELECT count(*)::int AS count FROM refunds`),
      );
      return row?.count ?? 0;
    };
    expect(await count({ service: 'payments' })).toBeGreaterThan(0);
    expect(await count({ user: ownerId })).toBeGreaterThan(0);
    expect(await count({ user: randomUUID() })).toBe(0);
    for (const context of [{ service: 'execution' }, {}] as const) {
      await expect(count(context)).rejects.toThrow('permission denied');
    }
    const asOwner = { user: ownerId };
    const change = as(asOwner, (run) => run(`UPDATE refunds SET decision_note = 'mine'`));
    await expect(change).rejects.toThrow('permission denied');
    await expect(as(asOwner, (run) => insertRefund(run))).rejects.toThrow('permission denied');
  });
});
