import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort, onFreePort } from './free-port.js';

const servers: Server[] = [];

async function listen(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('a free port', () => {
  it('is none that the system gives to outgoing connections', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    expect(ports.filter((port) => port < 10_240 || port >= 32_768)).toEqual([]);
    expect(new Set(ports).size).toBeGreaterThan(40);
  });

  it('is another one when somebody takes it before it is used', async () => {
    const tried: number[] = [];
    const port = await onFreePort(async (free) => {
      tried.push(free);
      // Somebody was faster.
      if (tried.length === 1) await listen(free);
      return listen(free);
    });
    expect(tried).toHaveLength(2);
    expect(port).toBe(tried[1]);
  });

  it('is not looked for again when the start failed of something else', async () => {
    const tried: number[] = [];
    const start = async (free: number) => {
      tried.push(free);
      throw new Error('the settings are wrong');
    };
    await expect(onFreePort(start)).rejects.toThrow('the settings are wrong');
    expect(tried).toHaveLength(1);
  });
});
