import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Changeable, changeable, seller, stopEndpoints } from './external.js';
import { creator, type Creator, type ResourcesServer, startResources } from './resources-server.js';

describe('what is known of endpoints, in the database', () => {
  let server: ResourcesServer;
  let endpoint: Changeable;
  let ada: Creator;
  let bob: Creator;

  beforeAll(async () => {
    server = await startResources();
    [ada, bob] = [await creator(server, 'ada'), await creator(server, 'bob')];
    endpoint = await changeable();
    await seller(server, ada).publish({ url: endpoint.url });
  });
  afterAll(async () => {
    await stopEndpoints();
    await server.stop();
  });

  const count = `SELECT count(*)::integer AS count FROM verified_endpoints`;
  const one = [{ count: 1 }];
  const none = [{ count: 0 }];

  it('is seen by its owner and the services that it is for, and by nobody else', async () => {
    expect(await server.db.asUser(ada.id, (tx) => tx.query(count))).toEqual(one);
    expect(await server.db.asUser(bob.id, (tx) => tx.query(count))).toEqual(none);
    for (const service of ['storefront', 'verification'] as const) {
      expect(await server.db.asService(service, (tx) => tx.query(count))).toEqual(one);
    }
    for (const service of ['execution', 'payments', 'models', 'accounts'] as const) {
      const others = server.db.asService(service, (tx) => tx.query(count));
      await expect(others).rejects.toThrow('permission denied');
    }
    await expect(server.asApplication.query(count)).rejects.toThrow('permission denied');
  });

  it('is changed by its owner and put off by its verification, and by nobody else', async () => {
    const change = `UPDATE verified_endpoints SET failures = 9 RETURNING failures`;
    expect(await server.db.asUser(bob.id, (tx) => tx.query(change))).toEqual([[], 0]);
    for (const service of ['storefront', 'verification'] as const) {
      const attempt = server.db.asService(service, (tx) => tx.query(change));
      await expect(attempt).rejects.toThrow('permission denied');
    }
    for (const sql of [
      `UPDATE verified_endpoints SET owner_id = owner_id`,
      `UPDATE verified_endpoints SET resource_id = resource_id`,
    ]) {
      const attempt = server.db.asUser(ada.id, (tx) => tx.query(sql));
      await expect(attempt).rejects.toThrow('permission denied');
    }
    const remove = `DELETE FROM verified_endpoints RETURNING 1`;
    const removal = server.db.asService('verification', (tx) => tx.query(remove));
    await expect(removal).rejects.toThrow('permission denied');
    expect(await server.db.asUser(bob.id, (tx) => tx.query(remove))).toEqual([[], 0]);
  });

  it('cannot be hung on somebody else’s resource', async () => {
    const insert = server.db.asUser(bob.id, async (tx) => {
      const id = (await server.owner.query<{ id: string }[]>(`SELECT id FROM x402_resources`))[0]
        ?.id;
      await tx.query(
        `INSERT INTO verified_endpoints (resource_id, owner_id, method, x402_versions,
           declared_refunds, verified_at, next_check_at) VALUES ($1, $2, 'GET', '{1}', false, now(), now())`,
        [id, bob.id],
      );
    });
    await expect(insert).rejects.toThrow(/foreign key|duplicate key/);
  });

  it('shows its verification no other type of resource, and nobody’s to change', async () => {
    const types = `SELECT DISTINCT resource_type FROM x402_resources`;
    await server.db.asService('verification', async (tx) => {
      expect(await tx.query(types)).toEqual([{ resource_type: 'external' }]);
    });
    const secret = `SELECT pt_system_prompt FROM x402_resources`;
    for (const sql of [secret, `UPDATE x402_resources SET name = 'x'`]) {
      const attempt = server.db.asService('verification', (tx) => tx.query(sql));
      await expect(attempt).rejects.toThrow('permission denied');
    }
  });

  it('goes with its resource', async () => {
    await server.owner.query(`DELETE FROM x402_resources`);
    expect(await server.owner.query(count)).toEqual(none);
  });
});
