import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { welcome } from '../../src/sandbox/index.js';

describe('the greeting of the sandbox', () => {
  it('shows the operator’s key that is in force', async () => {
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end('{}'),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const directory = await mkdtemp(join(tmpdir(), 'welcome-'));
    try {
      await writeFile(join(directory, 'api-key'), 'coin_kept');
      const sandbox = {
        environment: { ADMIN_API_KEY: 'the-one-that-was-set' },
        secrets: { adminKey: 'the-sandbox-s-own', buyerKey: '0x1' },
      } as unknown as Parameters<typeof welcome>[0];
      const { port } = server.address() as AddressInfo;
      const greeting = await welcome(sandbox, `http://127.0.0.1:${port}`, directory);
      expect(greeting).toContain('the-one-that-was-set');
      expect(greeting).not.toContain('the-sandbox-s-own');
    } finally {
      server.close();
      await rm(directory, { recursive: true });
    }
  });
});
