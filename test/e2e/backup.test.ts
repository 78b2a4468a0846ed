import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { Client } from 'pg';
import type { Environment } from '../../src/common/config/index.js';
import { migrate } from '../../src/common/database/index.js';
import { startPostgres } from '../../src/sandbox/postgres/index.js';
import { type Answer, Buyer, send } from './buyer.js';
import { runToEnd } from './server-process.js';
import {
  type Ground,
  type Listing,
  openReplica,
  prepareGround,
  publish,
  type Replica,
} from './shop.js';

const LOGIN = 'shop:of-no-use-elsewhere';
const INPUT = { topic: 'coins' };

const ownFolder = () => mkdtemp(join(tmpdir(), 'coinslot-backup-'));

/** A PostgreSQL server of its own, with the folder that its data are in. */
class Machine {
  private constructor(
    readonly folder: string,
    private readonly server: Awaited<ReturnType<typeof startPostgres>>,
  ) {}

  static async start(folder: string): Promise<Machine> {
    return new Machine(folder, await startPostgres({ directory: folder, ephemeral: true }));
  }

  get database() {
    const { host, port } = this.server;
    return {
      ownerUrl: this.server.url('shop'),
      appUrl: `postgres://${LOGIN}@${host}:${port}/shop`,
      drop: () => this.stop(),
    };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /**
   * Copies the data while the server works, as PostgreSQL's manual says (26.3.3, "Making a Base Backup Using the
   * Low Level API"), which is what `pg_basebackup` does.
   */
  async backUp(to: string, meanwhile: () => Promise<void>): Promise<void> {
    const [from, copy] = [this.folder, to].map((folder) => join(folder, 'cluster'));
    if (from === undefined || copy === undefined) throw new Error('nowhere to copy to');
    const session = new Client(this.server.url());
    await session.connect();
    await session.query(`SELECT pg_backup_start('drill', true)`);
    await meanwhile();
    await cp(from, copy, {
      recursive: true,
      filter: (path) => !/pg_wal\/|postmaster\./.test(path),
    });
    const { rows } = await session.query(`SELECT labelfile FROM pg_backup_stop(false)`);
    await session.end();
    await writeFile(join(copy, 'data/backup_label'), String(rows[0].labelfile), { mode: 0o600 });
    for (const name of await readdir(join(from, 'data/pg_wal'))) {
      await cp(join(from, 'data/pg_wal', name), join(copy, 'data/pg_wal', name), {
        recursive: true,
      });
    }
  }
}

describe('a backup that is restored on another machine', () => {
  let folders: readonly [string, string];
  let home: Machine;
  let away: Machine;
  let environment: Environment;
  let ground: Ground;
  let replica: Replica;
  let listing: Listing;
  let buyer: Buyer;
  let before: readonly [PaymentPayload, Answer];
  let during: readonly [PaymentPayload, Answer];
  let after: readonly [PaymentPayload, Answer];

  beforeAll(async () => {
    folders = [await ownFolder(), await ownFolder()];
    home = await Machine.start(folders[0]);
    const { ownerUrl, appUrl } = home.database;
    await migrate(ownerUrl, appUrl);
    ground = await prepareGround({ PLATFORM_FEE_BPS: '250' }, Promise.resolve(home.database));
    replica = await openReplica(ground);
    listing = await publish(replica.origin);
    buyer = await Buyer.with(ground.chain);
    before = await buy();
    await home.backUp(folders[1], async () => void (during = await buy()));
    after = await buy();
    await replica.app.close();
    await ground.owner.destroy();
    await home.stop();
    away = await Machine.start(folders[1]);
    environment = { ...ground.environment, DATABASE_URL: away.database.appUrl };
  });
  afterAll(async () => {
    await Promise.all([ground.claude.stop(), away.stop()]);
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  });

  async function buy(): Promise<readonly [PaymentPayload, Answer]> {
    const payment = await buyer.sign(listing.url, INPUT);
    const answer = await send(listing.url, payment, INPUT);
    expect(answer.status).toBe(200);
    return [payment, answer];
  }

  it('agrees with itself and with the chain', async () => {
    const { code, text } = await runToEnd(environment, 'dist/src/commands/check-ledger.js');
    expect(text).toContain('"disagreements":0');
    expect(JSON.parse(text)).toMatchObject({ claims: 2, transfers: 2 });
    expect(code).toBe(0);
  });

  it('gives buyers what they had bought by then, also while it was made, and sells on', async () => {
    replica = await openReplica({ environment });
    const url = replica.origin + new URL(listing.url).pathname;
    for (const [payment, { body }] of [before, during]) {
      expect((await send(url, payment, INPUT)).body).toEqual(body);
    }
    expect((await buyer.buy(url, INPUT)).status).toBe(200);
    await replica.app.close();
  });

  it('knows nothing of what came after it, and charges nobody for it twice', async () => {
    replica = await openReplica({ environment });
    const before = await buyer.balance();
    const url = replica.origin + new URL(listing.url).pathname;
    const lost = await send(url, after[0], INPUT);
    expect(lost).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
    expect(await buyer.balance()).toBe(before);
    await replica.app.close();
  });
});
