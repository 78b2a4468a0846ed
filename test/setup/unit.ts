import { jest } from '@jest/globals';

// The servers of other tests may run beside this one.
delete process.env['COINSLOT_TEST_SERVERS'];

jest.mock('pg', () => {
  const pg = jest.requireActual<typeof import('pg')>('pg');
  pg.Client.prototype.connect = refuse as typeof pg.Client.prototype.connect;
  return pg;
});

/** Fails as a database does that cannot be reached, for the driver and its pool. */
function refuse(callback?: (error: Error) => void): Promise<void> | void {
  const error = new Error('a unit test uses no database: tests that need one stand in test/');
  if (callback === undefined) return Promise.reject(error);
  process.nextTick(callback, error);
}
