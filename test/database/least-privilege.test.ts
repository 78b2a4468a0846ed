import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { assertLeastPrivilege } from '../../src/common/database/least-privilege.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

describe('the role that the application logs in as', () => {
  let database: TestDatabase;
  let owner: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createDataSource(database.ownerUrl);
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  /** What is said of the last of new roles, each of which is a member of the one before it. */
  async function saidOf(roles: readonly string[]): Promise<unknown> {
    const made: string[] = [];
    try {
      for (const options of roles) {
        const name = `role_${randomUUID().replaceAll('-', '')}`;
        await owner.query(`CREATE ROLE ${name} PASSWORD 'planted' ${options}`);
        const above = made.at(-1);
        if (above !== undefined) await owner.query(`GRANT ${above} TO ${name}`);
        made.push(name);
      }
      const url = new URL(database.appUrl);
      [url.username, url.password] = [made.at(-1) ?? '', 'planted'];
      const source = await createDataSource(url.href);
      const said = await assertLeastPrivilege(source, []).catch((error: unknown) => error);
      await source.destroy();
      return said;
    } finally {
      for (const name of made.toReversed()) await owner.query(`DROP ROLE ${name}`);
    }
  }

  it.each([
    ['a superuser', ['LOGIN SUPERUSER']],
    ['one with BYPASSRLS', ['LOGIN BYPASSRLS']],
    ['one that may make roles', ['LOGIN CREATEROLE']],
    ['a member of the owner', ['LOGIN IN ROLE postgres']],
    ['a member that inherits nothing', ['LOGIN NOINHERIT IN ROLE postgres']],
    ['a member of a member', ['NOLOGIN BYPASSRLS', 'NOLOGIN NOINHERIT', 'LOGIN']],
    ['one that may run programs', ['LOGIN IN ROLE pg_execute_server_program']],
  ])('may not be %s', async (_, roles) => {
    expect(await saidOf(roles)).toMatchObject({
      problems: [
        expect.stringMatching(/^DATABASE_URL: the role "role_\w+" would bypass row-level security/),
      ],
    });
  });

  it('has to be able to become what users and services work as', async () => {
    expect(await saidOf(['LOGIN'])).toMatchObject({
      problems: [
        expect.stringMatching(/DATABASE_URL: the role "role_\w+" may not become .+npm run migrate/),
      ],
    });
  });
});
