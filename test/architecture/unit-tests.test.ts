import { describe, expect, it } from '@jest/globals';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { testServers } from '../setup/servers.js';

const URL = 'postgres://coinslot@127.0.0.1:5432/coinslot';
const REFUSED = 'a unit test uses no database';

describe('a unit test', () => {
  it('is refused every database', async () => {
    await expect(new Client(URL).connect()).rejects.toThrow(REFUSED);
    await expect(new Pool({ connectionString: URL }).query('SELECT 1')).rejects.toThrow(REFUSED);
    await expect(new DataSource(ormOptions(URL, 1)).initialize()).rejects.toThrow(REFUSED);
  });

  it('does not know the servers of other tests', () => {
    expect(testServers).toThrow();
  });
});
