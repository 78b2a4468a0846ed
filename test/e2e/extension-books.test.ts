import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type DynamicModule,
  HttpCode,
  Injectable,
  Module,
  Post,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsInt } from 'class-validator';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/common/config/index.js';
import { Database, type ExtensionService, migrate } from '../../src/common/database/index.js';
import { type Job, Scheduled } from '../../src/common/jobs/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import type { Extension } from '../../src/extension.js';
import {
  type EndedCall,
  Paid,
  type PaidCall,
  type PaidRoute,
  type Quote,
  RequiresPayment,
} from '../../src/modules/payments/index.js';
import { RepairNotesJob } from '../../src/modules/payments/notes/repair-notes.job.js';
import { Buyer } from './buyer.js';
import { type Ground, NETWORK, prepareGround } from './shop.js';
import { createDataSource } from '../setup/database.js';

const payTo = privateKeyToAccount(generatePrivateKey()).address;

/** What the extension writes of each call: beside its books, the rights that it does so with. */
class Books1500000000000 implements MigrationInterface {
  readonly name = 'Books1500000000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE x_booked.calls (
        call_id uuid PRIMARY KEY,
        number integer NOT NULL,
        role text NOT NULL DEFAULT current_user,
        written_in xid8 NOT NULL DEFAULT pg_current_xact_id()
      )`);
    await query.query(`ALTER TABLE x_booked.calls ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY calls_booked ON x_booked.calls FOR INSERT TO coinslot_as_x_booked
        WITH CHECK (true)`);
    await query.query(`GRANT INSERT (call_id, number) ON x_booked.calls TO coinslot_as_x_booked`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE x_booked.calls`);
  }
}

type Books = (tx: EntityManager, call: EndedCall) => Promise<unknown>;

const insert: Books = (tx, { id, note }) =>
  tx.query(`INSERT INTO x_booked.calls (call_id, number) VALUES ($1, $2)`, [
    id,
    (note as { number: number }).number,
  ]);

@Injectable()
class BookedSquare implements PaidRoute {
  readonly id: string = 'x_booked_square';
  readonly service: ExtensionService | undefined = 'x_booked';
  books: Books = insert;

  async quote(): Promise<Quote> {
    return {
      subject: 'x_booked_square',
      ownerId: null,
      url: 'http://shop.example/api/v1/booked/square',
      description: 'Squares a number',
      mimeType: 'application/json',
      offers: [{ id: 'square-1', price: 10_000n, payees: [{ network: NETWORK, payTo }] }],
      settlementPolicy: 'after_execution',
    };
  }

  async onEnded(tx: EntityManager, call: EndedCall): Promise<void> {
    await this.books(tx, call);
  }

  /** Would be called with other rights than those of its service, so nobody asks for it. */
  booking() {
    return { name: 'book_journal', parameters: ['[{"kind": "settlement"}]'] };
  }
}

class SquareRequest {
  @IsInt()
  number: number;
}

@Controller('booked/square')
class BookedController {
  @Post()
  @HttpCode(200)
  @RequiresPayment(BookedSquare)
  square(@Body() { number }: SquareRequest, @Paid() call: PaidCall) {
    call.keep({ note: { number } });
    return { square: number * number };
  }
}

@Module({ controllers: [BookedController], providers: [BookedSquare] })
class BookedModule {}

const booked: Extension = {
  name: 'booked',
  module: BookedModule,
  services: ['x_booked'],
  migrations: [Books1500000000000],
};

describe('what an extension’s route keeps of its calls', () => {
  let ground: Ground;
  let app: NestFastifyApplication;
  let route: BookedSquare;
  let buyer: Buyer;
  let url: string;

  beforeAll(async () => {
    ground = await prepareGround();
    await migrate(ground.database.ownerUrl, ground.database.appUrl, [booked]);
    app = await createApp(parseConfig(ground.environment), createLogger('silent'), [booked]);
    await app.listen(0, '127.0.0.1');
    route = app.get(BookedSquare, { strict: false });
    url = `${await app.getUrl()}/api/v1/booked/square`;
  });
  beforeEach(async () => {
    buyer = await Buyer.with(ground.chain);
    route.books = insert;
  });
  afterEach(() => ground.owner.query(`DELETE FROM pending_notes; DELETE FROM x_booked.calls`));
  afterAll(async () => {
    await app?.close();
    await ground?.clear();
  });

  const repair = () => app.get(RepairNotesJob, { strict: false }).run();
  const pending = () => ground.owner.query(`SELECT last_error AS error FROM pending_notes`);
  const kept = () => ground.owner.query(`SELECT number, role FROM x_booked.calls`);
  const status = async () => {
    const [claim] = await ground.owner.query(
      `SELECT status FROM payment_claims WHERE lower(payer) = lower($1)`,
      [buyer.wallet.address],
    );
    return claim.status as string;
  };
  const ROW = { number: 7, role: 'coinslot_as_x_booked' };

  it('is written with the rights of its service, in the transaction of the books', async () => {
    const answer = await buyer.buy(url, { number: 7 });
    expect(answer).toMatchObject({ status: 200, body: { square: 49 } });
    expect([await kept(), await pending(), await status()]).toEqual([[ROW], [], 'settled']);
    const together = await ground.owner.query(
      `SELECT FROM x_booked.calls b JOIN ledger_entries l ON l.journal_id = b.call_id
        WHERE l.xmin::text = b.written_in::text`,
    );
    expect(together).toHaveLength(2);
  });

  it.each([
    ['read', 'SELECT FROM payment_claims'],
    ['change', `UPDATE payment_claims SET status = 'released'`],
    ['empty', 'DELETE FROM ledger_entries'],
  ])('cannot %s what is Coinslot’s, and costs nobody their result', async (_, statement) => {
    route.books = async (tx, call) => {
      await insert(tx, call);
      await tx.query(statement);
    };
    expect(await buyer.buy(url, { number: 7 })).toMatchObject({ status: 200 });
    expect([await kept(), await status()]).toEqual([[], 'settled']);
    expect(await pending()).toEqual([{ error: 'QueryFailedError 42501' }]);

    await repair();
    expect(await kept()).toEqual([]);
    route.books = insert;
    await ground.owner.query(`UPDATE pending_notes SET next_try_at = now()`);
    await repair();
    expect([await kept(), await pending()]).toEqual([[ROW], []]);
  });
});

const who = async (tx: EntityManager) => {
  const [row] = await tx.query<{ role: string }[]>(`SELECT current_user AS role`);
  return row?.role;
};

describe('a service that works within a transaction of another', () => {
  it.each([
    ['done', async () => undefined],
    ['failed', () => Promise.reject(new Error('planted'))],
  ])('leaves that one its rights once its work is %s', async (_, work) => {
    const ground = await prepareGround();
    await migrate(ground.database.ownerUrl, ground.database.appUrl, [booked]);
    const source = await createDataSource(ground.database.appUrl);
    const database = new Database(source);
    const roles = await database.asService('payments', async (tx) => {
      let within: string | undefined;
      const lent = database.asServiceWithin(
        tx,
        { service: 'x_booked', own: 'payments' },
        async () => {
          within = await who(tx);
          await work();
        },
      );
      await lent.catch(() => undefined);
      return [within, await who(tx)];
    });
    expect(roles).toEqual(['coinslot_as_x_booked', 'coinslot_as_payments']);
    await source.destroy();
    await ground.clear();
  });
});

describe('the start', () => {
  @Injectable()
  class Nameless extends BookedSquare {
    override readonly service = undefined;
  }

  @Injectable()
  class Strange extends BookedSquare {
    override readonly service = 'x_booked_reports';
  }

  it.each([
    [Nameless, 'paid route "x_booked_square": its onEnded needs a service of its extension'],
    [Strange, 'paid route "x_booked_square": no extension has the service "x_booked_reports"'],
  ])('refuses a route that cannot keep its books: %p', async (useClass, why) => {
    const ground = await prepareGround();
    await migrate(ground.database.ownerUrl, ground.database.appUrl, [booked]);
    const module: DynamicModule = {
      module: class {},
      controllers: [BookedController],
      providers: [{ provide: BookedSquare, useClass }],
    };
    const build = () =>
      createApp(parseConfig(ground.environment), createLogger('silent'), [{ ...booked, module }]);
    await expect(build().then((app) => app.init())).rejects.toThrow(why);
    await ground.clear();
  });

  it('refuses a job with the name of another, which would take its place', async () => {
    @Scheduled()
    @Injectable()
    class Other implements Job {
      readonly name = 'repair_notes';
      readonly schedule = '0 6 * * *';

      async run(): Promise<void> {}
    }
    const ground = await prepareGround();
    const module: DynamicModule = { module: class {}, providers: [Other] };
    const build = () =>
      createApp(parseConfig(ground.environment), createLogger('silent'), [
        { name: 'jobs', module },
      ]);
    await expect(build().then((app) => app.init())).rejects.toThrow(
      'two jobs are called "repair_notes"',
    );
    await ground.clear();
  });
});
