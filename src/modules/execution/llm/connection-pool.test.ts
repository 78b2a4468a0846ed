import { describe, expect, it } from '@jest/globals';
import { ConnectionPool } from './connection-pool.service.js';
import { StandIn } from './contract/stand-in.js';

describe('the connections to providers', () => {
  it('are closed after shutdown', async () => {
    const server = await StandIn.start();
    const other = new ConnectionPool();
    await other.onApplicationShutdown();
    await expect(other.fetchWith({})(server.url)).rejects.toThrow('fetch failed');
    await server.stop();
  });
});
