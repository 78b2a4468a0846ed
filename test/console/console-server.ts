import { createServer } from 'node:net';
import type { Environment } from '../../src/common/config/index.js';
import { openShop, type Shop } from '../e2e/shop.js';

/**
 * A server whose pages stand where it says that they do: wallets sign for that address, and cookies are named after
 * its port.
 */
export async function serveConsole(settings: Environment = {}): Promise<Shop> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const shop = await openShop({ PORT: String(port), PUBLIC_URL: origin, ...settings });
  return { ...shop, origin };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
