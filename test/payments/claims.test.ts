import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  canMove,
  canWork,
  CLAIM_STATUSES,
  type ClaimPolicy,
  type ClaimStatus,
  type WorkStatus,
} from '../../src/modules/payments/claims/claim-lifecycle.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';

interface ClaimState {
  readonly status: ClaimStatus;
  readonly policy: ClaimPolicy;
  readonly work: WorkStatus;
}

const WORKS: readonly WorkStatus[] = ['pending', 'done', 'failed'];
const POLICIES: readonly ClaimPolicy[] = ['after_execution', 'before_execution', 'at_first_output'];

/** Charged, with nothing to show for it and nothing owed. */
function isUnfulfilled({ status, policy, work }: ClaimState): boolean {
  return status === 'settled' && policy === 'after_execution' && work !== 'done';
}

type Run = <T>(sql: string, values?: unknown[]) => Promise<T>;

const CHECK_VIOLATION = '23514';

const keyOf = ({ status, work }: ClaimState) => `${status} ${work}`;
const isEnd = ({ status, work }: ClaimState) =>
  (status === 'settled' || status === 'released') && work !== 'pending';
const otherStates = ({ policy, ...here }: ClaimState): ClaimState[] =>
  CLAIM_STATUSES.flatMap((status) => WORKS.map((work) => ({ status, work, policy }))).filter(
    ({ status, work }) => status !== here.status || work !== here.work,
  );

async function hasEnded(run: Run, id: string): Promise<boolean> {
  const [row] = await run<[{ ended: boolean }]>(
    `SELECT ended_at IS NOT NULL AS ended FROM payment_claims WHERE id = $1`,
    [id],
  );
  return row.ended;
}

/** Whether a claim may get from one state to another in one update. */
function isStep(from: ClaimState, to: ClaimState): boolean {
  const moves = from.status === to.status || canMove(from.status, to.status);
  const released = to.status !== 'released' || to.work === 'failed';
  return moves && canWork(from.work, to.work, to.status) && released && !isUnfulfilled(to);
}

function permitNonce(): string {
  return `permit2:${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}

function settle(run: Run, id: string, charge: number | null): Promise<unknown> {
  return run(
    `UPDATE payment_claims SET status = 'settling', charge = $2, charge_basis = '{}' WHERE id = $1`,
    [id, charge],
  );
}

/** Whether the database lets it happen. */
async function tryStep(run: Run, id: string, { status, work }: ClaimState): Promise<boolean> {
  await run(`SAVEPOINT step`);
  try {
    const result = work === 'done' ? '{}' : null;
    await run(
      `UPDATE payment_claims SET status = $2, work = $3, result = $4, transaction = 'tx' WHERE id = $1`,
      [id, status, work, result],
    );
    return true;
  } catch (error) {
    expect(error).toMatchObject({ driverError: { code: CHECK_VIOLATION } });
    await run(`ROLLBACK TO SAVEPOINT step`);
    return false;
  }
}

describe('the database', () => {
  let database: TestDatabase;
  let application: DataSource;
  let owner: DataSource;
  const ownerId = randomUUID();

  beforeAll(async () => {
    database = await createTestDatabase();
    application = await createDataSource(database.appUrl);
    owner = await createDataSource(database.ownerUrl);
  });
  afterAll(async () => {
    await Promise.all([application.destroy(), owner.destroy()]);
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

  async function insertClaim(
    run: Run,
    status: ClaimStatus = 'claimed',
    nonce: string = randomUUID(),
    work: WorkStatus = status === 'released' ? 'failed' : 'done',
    policy: ClaimPolicy = 'after_execution',
  ): Promise<string> {
    const id = randomUUID();
    const result = work === 'done' ? '{}' : null;
    await run(
      `INSERT INTO payment_claims (id, route, subject, owner_id, offer_id, network, asset, payer, nonce,
         pay_to, amount, valid_before, request_digest, payment, status, transaction, result, work, policy)
       VALUES ($1, 'r', 's', $2, 'o', 'n', 'a', 'p', $3, 't', 5, now(), sha256('x'), '{}', $4, 'tx', $5,
         $6, $7)`,
      [id, ownerId, nonce, status, result, work, policy],
    );
    return id;
  }

  it.each(CLAIM_STATUSES.flatMap((from) => CLAIM_STATUSES.map((to) => [from, to] as const)))(
    'lets a claim go from %s to %s exactly where the lifecycle does',
    async (from, to) => {
      const move = asPayments(async (run) => {
        const id = await insertClaim(run, from);
        await run(`UPDATE payment_claims SET status = $2, result = $3, work = $4 WHERE id = $1`, [
          id,
          to,
          to === 'released' ? null : '{}',
          to === 'released' ? 'failed' : from === 'released' ? 'failed' : 'done',
        ]);
      });
      if (from === to || canMove(from, to)) await move;
      else await expect(move).rejects.toThrow(`a claim cannot go from ${from} to ${to}`);
    },
  );

  const states = CLAIM_STATUSES.filter((status) => status !== 'released').flatMap((status) =>
    POLICIES.flatMap((policy) => WORKS.map((work) => ({ status, policy, work }))),
  );
  it.each(states.filter((state) => !isUnfulfilled(state)))(
    'lets the work of a claim go on exactly where the lifecycle does: %j',
    async (state) => {
      for (const to of WORKS) {
        const move = asPayments(async (run) => {
          const { status, work, policy } = state;
          const id = await insertClaim(run, status, randomUUID(), work, policy);
          await run(`UPDATE payment_claims SET work = $2, result = '{}' WHERE id = $1`, [id, to]);
        });
        if (!canWork(state.work, to, state.status)) await expect(move).rejects.toThrow('cannot go');
        else if (isUnfulfilled({ ...state, work: to })) {
          await expect(move).rejects.toThrow('payment_claims_settled');
        } else await move;
      }
    },
  );

  it.each(POLICIES)(
    'agrees with the lifecycle about every step from every state a claim paid %s can come to',
    async (policy) => {
      const start: ClaimState = { status: 'claimed', work: 'pending', policy };
      const ways = new Map([[keyOf(start), [start]]]);
      // A map hands out what is added while it is read.
      for (const way of ways.values()) {
        const state = way.at(-1) ?? start;
        await asPayments(async (run) => {
          const id = await insertClaim(run, 'claimed', randomUUID(), 'pending', policy);
          for (const step of way.slice(1)) expect(await tryStep(run, id, step)).toBe(true);
          expect([state, await hasEnded(run, id)]).toEqual([state, isEnd(state)]);
          for (const to of otherStates(state)) {
            await run(`SAVEPOINT before`);
            expect([state, to, await tryStep(run, id, to)]).toEqual([state, to, isStep(state, to)]);
            await run(`ROLLBACK TO SAVEPOINT before`);
            if (isStep(state, to) && !ways.has(keyOf(to))) ways.set(keyOf(to), [...way, to]);
          }
        });
      }
      const ends = [...ways.values()].flatMap((way) => way.slice(-1)).filter(isEnd);
      expect(ends.map(keyOf)).toContain('settled done');
      expect(ends.map(keyOf)).toContain('released failed');
    },
  );

  it('refuses a charge without a result where the work comes first', async () => {
    await expect(
      asPayments((run) => insertClaim(run, 'settled', randomUUID(), 'pending')),
    ).rejects.toThrow('payment_claims_settled');
  });

  const endOf = (status: ClaimStatus, work: WorkStatus) =>
    asPayments(async (run) => {
      const id = await insertClaim(run, 'settling', randomUUID(), 'pending', 'before_execution');
      const [row] = await run<[{ ended_at: Date | null }[]]>(
        `UPDATE payment_claims SET status = $2, work = $3, result = $4 WHERE id = $1
            RETURNING ended_at`,
        [id, status, work, status === 'released' ? null : '{}'],
      );
      return row[0]?.ended_at ?? null;
    });

  it('knows of itself when a claim has ended', async () => {
    expect(await endOf('settled', 'pending')).toBeNull();
    expect(await endOf('unknown', 'done')).toBeNull();
    expect(await endOf('settled', 'done')).toBeInstanceOf(Date);
    expect(await endOf('released', 'failed')).toBeInstanceOf(Date);
  });

  it('reserves a payment once, and again only after it was released', async () => {
    const nonce = randomUUID();
    const id = await asPayments((run) => insertClaim(run, 'claimed', nonce));
    await expect(asPayments((run) => insertClaim(run, 'claimed', nonce))).rejects.toThrow(
      'payment_claims_payment',
    );
    await asPayments((run) =>
      run(
        `UPDATE payment_claims SET status = 'released', work = 'failed', result = NULL WHERE id = $1`,
        [id],
      ),
    );
    await asPayments((run) => insertClaim(run, 'claimed', nonce));
  });

  const asOwner = <T>(work: (run: Run) => Promise<T>) =>
    owner.transaction((tx) => work((sql, values) => tx.query(sql, values)));
  const byUse = (run: Run) => insertClaim(run, 'claimed', permitNonce());

  describe('a claim by use', () => {
    it('fixes its charge before the network is asked, within what was signed', async () => {
      for (const wrong of [null, 0, 6, -1]) {
        await expect(asOwner(async (run) => settle(run, await byUse(run), wrong))).rejects.toThrow(
          'payment_claims_charge',
        );
      }
      await asOwner(async (run) => settle(run, await byUse(run), 5));
    });

    it('keeps it whatever comes', async () => {
      for (const change of [`charge = 2`, `charge = NULL`, `charge_basis = '{"tokens":1}'`]) {
        const changed = asOwner(async (run) => {
          const id = await byUse(run);
          await settle(run, id, 3);
          await run(`UPDATE payment_claims SET ${change} WHERE id = $1`, [id]);
        });
        await expect(changed).rejects.toThrow('the charge of a claim does not change');
      }
    });

    it('is the only one that has a charge', async () => {
      const exact = asOwner(async (run) => settle(run, await insertClaim(run), 3));
      await expect(exact).rejects.toThrow('payment_claims_charge');
    });

    it('notes what was moved with its settlement alone, once', async () => {
      const early = asOwner(async (run) => {
        const id = await byUse(run);
        await settle(run, id, 3);
        await run(`UPDATE payment_claims SET moved = 3 WHERE id = $1`, [id]);
      });
      await expect(early).rejects.toThrow('payment_claims_moved');
      const twice = asOwner(async (run) => {
        const id = await byUse(run);
        await settle(run, id, 3);
        await run(`UPDATE payment_claims SET status = 'settled', moved = 3 WHERE id = $1`, [id]);
        await run(`UPDATE payment_claims SET moved = 4 WHERE id = $1`, [id]);
      });
      await expect(twice).rejects.toThrow('the charge of a claim does not change');
    });
  });

  it('does not let the terms of a claim be changed', async () => {
    await expect(asPayments((run) => run(`UPDATE payment_claims SET amount = 1`))).rejects.toThrow(
      'permission denied',
    );
    await expect(asPayments((run) => run(`DELETE FROM payment_claims`))).rejects.toThrow(
      'permission denied',
    );
  });

  async function count(context: Context): Promise<number> {
    const [row] = await as(context, (run) =>
      run<{ count: number }[]>(`SELECT count(*)::int AS count FROM payment_claims`),
    );
    return row?.count ?? 0;
  }

  it('shows claims to their owner and the payments service only', async () => {
    expect(await count({ service: 'payments' })).toBeGreaterThan(0);
    expect(await count({ user: ownerId })).toBeGreaterThan(0);
    expect(await count({ user: randomUUID() })).toBe(0);
    for (const context of [{ service: 'execution' }, {}] as const) {
      await expect(count(context)).rejects.toThrow('permission denied');
    }
  });

  it('shows their owner nothing that opens a result or pays for another', async () => {
    for (const column of ['payment', 'input', 'result', 'retry_digest', 'lease_token']) {
      const read = as({ user: ownerId }, (run) => run(`SELECT ${column} FROM payment_claims`));
      await expect(read).rejects.toThrow('permission denied');
    }
  });
});
