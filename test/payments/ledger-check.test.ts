import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeFunctionData, erc20Abi } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { Disagreement } from '../../src/modules/payments/ledger-check/subject.js';
import { Claims } from '../../src/modules/payments/claims/claims.service.js';
import { LedgerCheck } from '../../src/modules/payments/index.js';
import { connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';

type Run = (sql: string, values?: unknown[]) => Promise<unknown>;

const on = (sql: string) => (run: Run, id: string) => run(sql, [id]);

async function moveTo(run: Run, id: string, transaction: string): Promise<void> {
  await run(`UPDATE settlements SET transaction = $2, log_index = NULL WHERE claim_id = $1`, [
    id,
    transaction,
  ]);
  await run(`UPDATE payment_claims SET transaction = $2 WHERE id = $1`, [id, transaction]);
}

describe('the check of the ledger', () => {
  let shop: Shop;
  let listing: Listing;
  /** Ids of settled claims, all of one buyer and one price. */
  let claims: readonly [string, string, string];

  beforeAll(async () => {
    shop = await openShop({ PLATFORM_FEE_BPS: '250' });
    listing = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    const buy = async () => {
      const { body } = await buyer.buy(listing.url, { topic: 'coins' });
      return (body['receipt'] as { id: string }).id;
    };
    claims = [await buy(), await buy(), await buy()];
    await shop.owner.query(
      `CREATE TABLE kept_settlements AS TABLE settlements;
       CREATE TABLE kept_entries AS TABLE ledger_entries;
       CREATE TABLE kept_claims AS TABLE payment_claims`,
    );
  });
  afterAll(() => shop.stop());

  /** As somebody who owns the database could: no trigger, constraint of time or key holds. */
  const tamper = (change: (run: Run) => Promise<unknown>) =>
    shop.owner.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = replica`);
      await change((sql, values) => tx.query(sql, values));
    });
  afterEach(() =>
    tamper(async (run) => {
      await run(`DELETE FROM pending_notes`);
      await run(`DELETE FROM settlements`);
      await run(`DELETE FROM ledger_entries`);
      await run(`DELETE FROM payment_claims`);
      await run(`INSERT INTO payment_claims TABLE kept_claims`);
      await run(`INSERT INTO settlements TABLE kept_settlements`);
      await run(`INSERT INTO ledger_entries OVERRIDING SYSTEM VALUE TABLE kept_entries`);
    }),
  );

  async function check(options: { since?: Date; pageSize?: number } = {}) {
    const found: Disagreement[] = [];
    const onDisagreement = (one: Disagreement) => void found.push(one);
    const figures = await shop.app
      .get(LedgerCheck, { strict: false })
      .run({ since: null, ...options, onDisagreement });
    expect(figures.disagreements).toBe(found.length);
    const codes = found.map(({ subject, code }) => `${code} ${subject}`).sort();
    return { figures, codes };
  }

  it('finds nothing where nothing was tampered with, and says what it looked at', async () => {
    const { figures, codes } = await check();
    expect(codes).toEqual([]);
    expect(figures).toMatchObject({ claims: 3, journals: 3, transfers: 3, disagreements: 0 });
    expect(figures.seconds).toBeGreaterThanOrEqual(0);
  });

  it.each([1, 2, 3])('looks at everything once in pages of %d', async (pageSize) => {
    await tamper((run) => run(`DELETE FROM ledger_entries`));
    const { figures, codes } = await check({ pageSize });
    expect(codes).toEqual(claims.map((id) => `settlement_journal_missing ${id}`).sort());
    expect(figures).toMatchObject({ claims: 3, journals: 0, transfers: 3 });
  });

  it('looks only at what is new when it is told so', async () => {
    await tamper((run) => run(`DELETE FROM ledger_entries`));
    expect((await check({ since: new Date(Date.now() + 60_000) })).figures.claims).toBe(0);
    expect((await check({ since: new Date(0) })).codes).toHaveLength(3);
  });

  it('does not look anew at claims whose contents were forgotten', async () => {
    const since = new Date();
    await shop.app.get(Claims, { strict: false }).purge(new Date(Date.now() + 60_000), 10);
    const rows = await shop.owner.query('SELECT FROM payment_claims WHERE purged_at >= $1', [
      since,
    ]);
    expect(rows).toHaveLength(3);
    expect((await check({ since })).figures.claims).toBe(0);
  });

  it.each<[string, (run: Run, id: string) => Promise<unknown>, string[]]>([
    [
      'a settlement that was removed',
      on(`DELETE FROM settlements WHERE claim_id = $1`),
      ['settlement_missing'],
    ],
    [
      'a journal that was removed',
      on(`DELETE FROM ledger_entries WHERE journal_id = $1`),
      ['settlement_journal_missing'],
    ],
    [
      'a line that was changed',
      on(`UPDATE ledger_entries SET amount = amount + 1
          WHERE journal_id = $1 AND account = 'wallet'`),
      ['settlement_journal_differs', 'unbalanced_journal'],
    ],
    [
      'a fee that was moved to the revenue',
      on(`UPDATE ledger_entries SET amount = amount + CASE account WHEN 'revenue' THEN -1 ELSE 1 END
          WHERE journal_id = $1 AND account <> 'wallet'`),
      ['settlement_journal_differs'],
    ],
    [
      'a journal that was given to somebody else',
      on(`UPDATE ledger_entries SET owner_id = gen_random_uuid() WHERE journal_id = $1
          AND account = 'wallet'`),
      ['settlement_journal_differs', 'unbalanced_journal', 'unbalanced_journal'],
    ],
    [
      'a claim that is not settled but booked',
      on(`UPDATE payment_claims SET status = 'unknown' WHERE id = $1`),
      ['claim_not_settled', 'claim_not_settled'],
    ],
    [
      'a settlement of another amount',
      on(`UPDATE settlements SET amount = amount + 1 WHERE claim_id = $1`),
      ['settlement_differs', 'settlement_journal_differs', 'transfer_missing'],
    ],
    [
      'books that agree about money that did not move',
      async (run, id) => {
        await run(`UPDATE settlements SET amount = amount * 2, fee = fee * 2 WHERE claim_id = $1`, [
          id,
        ]);
        await run(`UPDATE payment_claims SET amount = amount * 2 WHERE id = $1`, [id]);
        await run(`UPDATE ledger_entries SET amount = amount * 2 WHERE journal_id = $1`, [id]);
      },
      ['transfer_missing'],
    ],
    [
      'a payee that the chain does not know of',
      async (run, id) => {
        const values = [id, privateKeyToAccount(generatePrivateKey()).address];
        await run(`UPDATE settlements SET pay_to = $2 WHERE claim_id = $1`, values);
        await run(`UPDATE payment_claims SET pay_to = $2 WHERE id = $1`, values);
      },
      ['transfer_missing'],
    ],
    [
      'a transaction that is not on the chain',
      (run, id) => moveTo(run, id, `0x${'ab'.repeat(32)}`),
      ['transfer_missing'],
    ],
    ['a transaction that is none', (run, id) => moveTo(run, id, 'planted'), ['transfer_missing']],
    [
      'a transaction that failed',
      async (run, id) => moveTo(run, id, await failedTransaction()),
      ['transfer_missing'],
    ],
    [
      'a network that payments are not taken on',
      async (run, id) => {
        await run(`UPDATE settlements SET network = 'eip155:1' WHERE claim_id = $1`, [id]);
        await run(`UPDATE payment_claims SET network = 'eip155:1' WHERE id = $1`, [id]);
        await run(`UPDATE ledger_entries SET network = 'eip155:1' WHERE journal_id = $1`, [id]);
      },
      ['network_unknown'],
    ],
    [
      'a claim that does not come to its end',
      on(`UPDATE payment_claims SET policy = 'before_execution', work = 'pending', ended_at = NULL,
          created_at = now() - interval '3 hours' WHERE id = $1`),
      ['claim_stuck'],
    ],
    [
      'a call that was charged and failed, and is not owed back',
      on(`UPDATE payment_claims SET policy = 'before_execution', work = 'failed' WHERE id = $1`),
      ['refund_missing'],
    ],
    [
      'a note that cannot be written again and again',
      on(`INSERT INTO pending_notes (claim_id, content, tries, last_error)
          VALUES ($1, '{"kind":"ended"}', 5, 'Error'), ($1, '{"kind":"event"}', 4, 'Error')`),
      ['note_pending'],
    ],
  ])('finds %s', async (_, change, expected) => {
    await tamper((run) => change(run, claims[0]));
    expect((await check()).codes).toEqual(expected.map((code) => `${code} ${claims[0]}`));
  });

  it('finds two settlements that claim one transfer', async () => {
    await tamper(async (run) => moveTo(run, claims[1], await transactionOf(claims[0])));
    expect((await check()).codes).toEqual(
      [claims[0], claims[1]].map((id) => `transfer_shared ${id}`).sort(),
    );
  });

  it('finds a transaction that is written in another way, to claim a transfer again', async () => {
    const transaction = await transactionOf(claims[0]);
    const shouted = `0x${transaction.slice(2).toUpperCase()}`;
    await tamper((run) => moveTo(run, claims[1], shouted));
    expect((await check()).codes).toEqual([`transfer_missing ${claims[1]}`]);
  });

  it('finds a journal about nothing, and one of a refund that does not exist or balance', async () => {
    const [nothing, refund] = [randomUUID(), randomUUID()];
    const line = `INSERT INTO ledger_entries (journal_id, kind, account, network, asset, amount)
      VALUES ($1, $2, $3, '${NETWORK}', '${USDC_ADDRESS}', $4)`;
    await tamper(async (run) => {
      await run(line, [nothing, 'settlement', 'wallet', PRICE.toString()]);
      await run(line, [nothing, 'settlement', 'revenue', (-PRICE).toString()]);
      await run(line, [refund, 'refund_owed', 'refunds', '7']);
      await run(line, [refund, 'refund_owed', 'refunds_owed', '-6']);
    });
    expect((await check()).codes).toEqual([
      `claim_not_settled ${nothing}`,
      `refund_not_owed ${refund}`,
      `unbalanced_journal ${refund}`,
    ]);
  });

  it('fails, instead of finding anything, when the chain cannot be asked', async () => {
    const { code, output } = await command([], {
      RPC_URLS: `${NETWORK}=http://127.0.0.1:1/planted`,
    });
    expect(code).toBe(1);
    expect(output).toContain(`${NETWORK} could not be asked about 0x`);
    expect(output).not.toMatch(/transfer_missing|planted/);
  });

  describe('as a command', () => {
    it('prints the figures and ends with 0', async () => {
      const { code, output } = await command([]);
      const { host, pathname } = new URL(shop.environment['DATABASE_URL'] ?? '');
      expect(JSON.parse(output)).toMatchObject({
        database: host + pathname,
        claims: 3,
        transfers: 3,
        disagreements: 0,
      });
      expect(code).toBe(0);
    });

    it('prints each disagreement and the figures, and ends with 1', async () => {
      await tamper((run) =>
        run(`DELETE FROM settlements WHERE claim_id = ANY($1)`, [claims.slice(0, 2)]),
      );
      const { code, output } = await command([]);
      const lines = output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toHaveLength(3);
      expect(lines[0]).toMatchObject({ code: 'settlement_missing' });
      expect(lines[2]).toMatchObject({ disagreements: 2 });
      expect(code).toBe(1);
    });

    it('takes a date to begin with, and only a date', async () => {
      const { code, output } = await command(['--since', '2100-01-01']);
      expect([code, JSON.parse(output)]).toMatchObject([0, { claims: 0, journals: 0 }]);
      const refused = await command(['--since', 'yesterday']);
      expect(refused.code).toBe(1);
      expect(refused.output).toContain('--since: yesterday is not an ISO 8601 date');
    });
  });

  async function transactionOf(id: string): Promise<string> {
    const [row] = await shop.owner.query(
      `SELECT transaction FROM settlements WHERE claim_id = $1`,
      [id],
    );
    return row.transaction;
  }

  /** A transfer that was mined although the sender had nothing to send. */
  async function failedTransaction(): Promise<string> {
    const account = privateKeyToAccount(generatePrivateKey());
    await shop.chain.fund(account.address, 0n);
    const anvil = connectAnvil(shop.chain.rpcUrl);
    const args = [listing.payTo, PRICE] as const;
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args });
    const hash = await anvil.sendTransaction({ account, to: USDC_ADDRESS, data, gas: 200_000n });
    const { status } = await anvil.waitForTransactionReceipt({ hash });
    expect(status).toBe('reverted');
    return hash;
  }

  async function command(args: readonly string[], overrides: Record<string, string> = {}) {
    const env = { ...shop.environment, LOG_LEVEL: 'silent', ...overrides };
    const child = spawn(process.execPath, ['dist/src/commands/check-ledger.js', ...args], {
      env: Object.fromEntries(Object.entries(env).filter(([, value]) => value)),
    });
    const [output, complaint] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode, output: output + complaint };
  }
});
