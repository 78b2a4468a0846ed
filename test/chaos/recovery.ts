import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connectAnvil } from '../../src/sandbox/chain/network.js';

/** Within how many passes everything that can end must have ended. */
const MAX_PASSES = 12;
const POLL_MS = 200;
/** How long to wait for leases and jobs: far longer than either takes. */
const PATIENCE_MS = 120_000;

/** Claims that are not refused, or whose refusal was for a payment that has expired. */
const OPEN = `ended_at IS NULL AND NOT (status = 'refused' AND NOT $1)`;

/** Charged, and to be run again after a pause. */
const RESTS = `(lease_token IS NULL AND status = 'settled')`;

/** Lets the servers' own recovery bring claims to their end. */
export class RecoveryPasses {
  passes = 0;

  constructor(private readonly owner: DataSource) {}

  /** Until no claim is held by anybody who may have died. */
  async untilLeasesEnd(): Promise<void> {
    await this.until(
      `SELECT 1 FROM payment_claims
        WHERE ended_at IS NULL AND lease_token IS NOT NULL AND lease_expires_at > now() LIMIT 1`,
    );
  }

  /** One pass of the job that looks for abandoned claims, by whichever server is free. */
  async pass(): Promise<void> {
    this.passes += 1;
    // As if the pauses before further runs were over.
    await this.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour'
        WHERE ended_at IS NULL AND (lease_expires_at < now() OR ${RESTS})`,
    );
    await this.runJob('recover_claims');
  }

  private async runJob(name: string): Promise<void> {
    const [job] = await this.owner.query<{ id: string }[]>(
      `SELECT (graphile_worker.add_job($1, max_attempts => 1)).id`,
      [name],
    );
    await this.until(`SELECT 1 FROM graphile_worker.jobs
      WHERE id = ${job?.id} AND (attempts = 0 OR locked_at IS NOT NULL)`);
  }

  /** Passes of the job that looks whether settlements are still on the chain, until all are, or never. */
  async untilSettlementsAreBack(): Promise<void> {
    // Of what was asked within three seconds, the chain cannot say yet what came of it.
    await this.until(
      `SELECT 1 FROM payment_claims WHERE settled_at > now() - interval '4 seconds' LIMIT 1`,
    );
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      await this.owner.query(
        `UPDATE settlement_checks SET next_check_at = now() - interval '1 hour' WHERE next_check_at IS NOT NULL`,
      );
      await this.runJob('check_settlements');
      const missing = await this.owner.query<unknown[]>(
        `SELECT 1 FROM settlement_checks
          WHERE missing_since IS NOT NULL AND next_check_at IS NOT NULL LIMIT 1`,
      );
      if (pass > 0 && missing.length === 0) return;
    }
  }

  /**
   * Passes until everything has ended that can, but no more than there may be.
   * @param expired whether refused payments have expired, so that their claims have to end as well
   */
  async run(expired = false): Promise<void> {
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      await this.untilLeasesEnd();
      const [due] = await this.owner.query<{ wait: string | null; open: string }[]>(
        `SELECT count(*) AS open, extract(epoch FROM min(
            CASE WHEN ${RESTS} THEN now() ELSE lease_expires_at END) - now()) AS wait
          FROM payment_claims WHERE ${OPEN}`,
        [expired],
      );
      if (due === undefined || due.open === '0') return;
      await sleep(Math.max(0, Number(due.wait) * 1000) + POLL_MS);
      await this.pass();
    }
  }

  /** Moves the chain's clock past every deadline, and lets refused claims be looked at again. */
  async expire(rpcUrl: string, seconds: number): Promise<void> {
    const anvil = connectAnvil(rpcUrl);
    await anvil.increaseTime({ seconds });
    await anvil.mine({ blocks: 1 });
    await this.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour'
        WHERE ended_at IS NULL AND lease_token IS NULL`,
    );
    await this.run(true);
  }

  private async until(isEmpty: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while ((await this.owner.query<unknown[]>(isEmpty)).length > 0) {
      if (Date.now() > deadline) return;
      await sleep(POLL_MS);
    }
  }
}
