import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Outbox } from '../../src/common/outbox/index.js';
import { ADA, EventsGround } from './events-server.js';

const ROLE = 'coinslot_as_x_acme';

describe('the SQL that lets a module of another team write events', () => {
  let ground: EventsGround;
  beforeAll(async () => {
    ground = await EventsGround.prepare();
    await ground.owner.query(`CREATE ROLE ${ROLE} NOLOGIN; GRANT ${ROLE} TO coinslot_app`);
  });
  afterAll(async () => {
    await ground.owner.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
    await ground.clear();
  });

  const add = (type: `x_${string}.${string}`) =>
    ground.source.transaction(async (tx) => {
      await tx.query(`SELECT set_config('role', '${ROLE}', true)`);
      await new Outbox().add(tx, { userId: ADA, type, data: {} });
    });

  it('lets it write those that begin with its name, and no others', async () => {
    await expect(add('x_acme.shipped')).rejects.toThrow('permission denied');
    const page = await readFile('docs/extending.md', 'utf8');
    const [sql = ''] = /^CREATE POLICY outbox_x_acme [^`]*/m.exec(page) ?? [];
    await ground.owner.query(sql);
    await add('x_acme.shipped');
    await expect(add('x_other.shipped')).rejects.toThrow('row-level security');
    await expect(add('x_acmes.shipped')).rejects.toThrow('row-level security');
    const types = await ground.owner.query(`SELECT type FROM outbox`);
    expect(types).toEqual([{ type: 'x_acme.shipped' }]);
  });
});
