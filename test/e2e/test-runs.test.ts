import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EndLostTestsJob } from '../../src/modules/execution/run/end-lost-tests.job.js';
import { Buyer } from './buyer.js';
import { type Listing, openShop, type Shop } from './shop.js';

const ALLOWED = 60;
const TEXT = { type: 'static', slug: 'words', config: { content: 'Some words' } };

interface Standing {
  readonly runningCalls: number;
}

/** How a test run was answered: its status, and its code where it was refused. */
const test = ({ creator, id }: Pick<Listing, 'creator' | 'id'>): Promise<string> =>
  creator.send('POST', `/resources/${id}/test`, { input: {} }).then(
    () => '200',
    (error: Error) =>
      /answered (\d+).*"code":"(\w+)"/.exec(error.message)?.slice(1).join(' ') ?? '',
  );

describe('test runs of a creator’s own resources', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    listing = await shop.publish({ ...TEXT, limits: { concurrentCalls: 200 } });
  });
  afterAll(() => shop.stop());

  const testsOf = async ({ id }: Listing) => {
    const rows = await shop.owner.query(
      `SELECT status, failure, count(*)::integer AS runs FROM executions
        WHERE resource_id = $1 AND is_test GROUP BY 1, 2 ORDER BY 1`,
      [id],
    );
    return rows as { status: string; failure: string | null; runs: number }[];
  };
  /** As if the creator had started so many tests within the hour. */
  const plant = ({ id }: Listing, runs: number, status = 'succeeded', age = '1 minute') =>
    shop.owner.query(
      `INSERT INTO executions (id, resource_id, owner_id, is_test, status, started_at, finished_at)
       SELECT gen_random_uuid(), r.id, r.owner_id, true, $3, now() - $4::interval,
              CASE WHEN $3 <> 'running' THEN now() END
         FROM x402_resources r, generate_series(1, $2) WHERE r.id = $1`,
      [id, runs, status, age],
    );

  it('are bounded for those at once too, over all of their resources', async () => {
    const { creator } = listing;
    const words = { ...TEXT, name: 'Words', description: 'More words', category: 'writing' };
    const other = await creator.send<Listing>('POST', '/resources', {
      ...words,
      slug: 'more-words',
      price: '0.05',
    });
    const both = [listing, { ...listing, id: other.id }];
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, turn) => test(both[turn % 2] ?? listing)),
    );
    expect(answers.filter((answer) => answer === '200')).toHaveLength(ALLOWED);
    expect(answers.filter((answer) => answer === '429 too_many_tests')).toHaveLength(40);
    const runs = (await Promise.all(both.map(testsOf))).flat();
    expect(runs.every(({ status }) => status === 'succeeded')).toBe(true);
    expect(runs.reduce((sum, one) => sum + one.runs, 0)).toBe(ALLOWED);
  });

  it('that are refused keep no place of a buyer’s call', async () => {
    await listing.creator.send('PATCH', `/resources/${listing.id}`, {
      limits: { concurrentCalls: 1, dailySpendUsd: '1.00' },
    });
    await plant(listing, ALLOWED);
    expect(await test(listing)).toBe('429 too_many_tests');
    const path = `/resources/${listing.id}/standing`;
    expect(await listing.creator.send<Standing>('GET', path)).toMatchObject({
      runningCalls: 0,
      callsLastMinute: 0,
      reservedUsd: '0.00',
    });
    const buyer = await Buyer.with(shop.chain);
    expect(await buyer.fetch(listing.url)).toMatchObject({ status: 200 });
  });

  it('that a limit of the resource refuses do not count', async () => {
    await listing.creator.send('PATCH', `/resources/${listing.id}`, {
      limits: { callsPerMinute: 1 },
    });
    expect(await test(listing)).toBe('200');
    expect(await test(listing)).toBe('429 called_too_often');
    expect(await testsOf(listing)).toEqual([{ status: 'succeeded', failure: null, runs: 1 }]);
  });

  it('are answered though they cannot be booked, and end all the same', async () => {
    await shop.owner.query(`REVOKE EXECUTE ON FUNCTION book_run FROM coinslot_app`);
    expect(await test(listing)).toBe('200');
    await shop.owner.query(`GRANT EXECUTE ON FUNCTION book_run TO coinslot_app`);
    expect(await testsOf(listing)).toMatchObject([{ status: 'running' }]);
    const end = () => shop.app.get(EndLostTestsJob, { strict: false }).run();
    await end();
    expect(await testsOf(listing)).toMatchObject([{ status: 'running' }]);
    await plant(listing, 2, 'running', '1 day');
    await end();
    expect(await testsOf(listing)).toEqual([
      { status: 'failed', failure: 'call_interrupted', runs: 2 },
      { status: 'running', failure: null, runs: 1 },
    ]);
  });
});
