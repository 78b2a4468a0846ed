import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { call } from '../accounts/client.js';
import {
  create,
  type Creator,
  creator,
  listing,
  publish,
  type ResourcesServer,
  type Shown,
  startResources,
} from './resources-server.js';

let made = 0;

describe('what one creator stores', () => {
  let server: ResourcesServer;
  let ada: Creator;
  beforeAll(async () => {
    server = await startResources();
  });
  beforeEach(async () => {
    ada = await creator(server, `ada_${(made += 1)}`);
  });
  afterAll(() => server.stop());

  const post = (slug: string, changes: object = {}) =>
    call<{ code?: string }>(server, 'POST /resources', {
      token: ada.token,
      body: listing({ slug, ...changes }),
    });
  /** Drafts as the creator would make them, all at once: copies of one. */
  async function fill(count: number): Promise<Shown> {
    const first = await create(server, ada, { slug: 'first' });
    await server.owner.query(
      `INSERT INTO x402_resources SELECT (r).* FROM (
         SELECT jsonb_populate_record(r, jsonb_build_object(
             'id', gen_random_uuid(), 'slug', 'copy-' || n)) AS r
           FROM x402_resources r, generate_series(2, $2) n WHERE r.id = $1) copies`,
      [first.id, count],
    );
    return first;
  }
  const held = async () => {
    const [row] = await server.owner.query<{ held: number }[]>(
      `SELECT count(*)::int AS held FROM x402_resources
        WHERE owner_id = $1 AND status <> 'archived'`,
      [ada.id],
    );
    return row?.held;
  };

  it('is at most 200 that are not on sale, however many come at once', async () => {
    await fill(195);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => post(`more-${n}`)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, body.code]).toEqual([409, 'too_many_resources']);
    }
    expect(await held()).toBe(200);
  });

  it('is at most that for rows of a bulk registration too', async () => {
    await fill(190);
    const items = Array.from({ length: 25 }, (_, n) => listing({ slug: `row-${n}` }));
    const { body } = await call<{ items: { status: string; problem?: { code: string } }[] }>(
      server,
      'POST /resources/bulk',
      { token: ada.token, body: { items } },
    );
    expect(body.items.filter(({ status }) => status === 'created')).toHaveLength(10);
    expect(new Set(body.items.flatMap(({ problem }) => problem?.code ?? []))).toEqual(
      new Set(['too_many_resources']),
    );
    expect(await held()).toBe(200);
  });

  it('has room again for what is published or archived', async () => {
    const { id } = await fill(200);
    expect((await post('no-room')).status).toBe(409);
    await call(server, `POST /resources/${id}/publish`, { token: ada.token });
    expect((await post('room')).status).toBe(201);
    expect((await post('no-room')).status).toBe(409);
    await call(server, `DELETE /resources/${id}`, { token: ada.token });
    expect((await post('no-room')).status).toBe(409);
    const [other] = await server.owner.query<{ id: string }[]>(
      `SELECT id FROM x402_resources WHERE owner_id = $1 AND slug = 'copy-7'`,
      [ada.id],
    );
    await call(server, `DELETE /resources/${other?.id}`, { token: ada.token });
    expect((await post('room-again')).status).toBe(201);
  });

  it('can always be taken off sale', async () => {
    const shown = await publish(server, ada, { slug: 'shown' });
    await fill(200);
    const answer = await call(server, `POST /resources/${shown.id}/unpublish`, {
      token: ada.token,
    });
    expect(answer.status).toBe(200);
  });

  it('is at most 100 MiB, also by edits, and can always be made smaller', async () => {
    const content = 'x'.repeat(500_000);
    const file = { type: 'static', config: { content } };
    const [large, other] = [
      await create(server, ada, { slug: 'large', ...file }),
      await create(server, ada, { slug: 'other', ...file }),
    ];
    await server.owner.query(
      `UPDATE x402_resources SET static_content = repeat('x', 105000000) WHERE id = $1`,
      [large.id],
    );
    expect(await post('one-more', file)).toMatchObject({
      status: 409,
      body: { code: 'too_much_stored' },
    });
    const edit = (id: string, length: number) =>
      call<{ code?: string }>(server, `PATCH /resources/${id}`, {
        token: ada.token,
        body: { config: { content: 'x'.repeat(length) } },
      });
    expect((await edit(other.id, 690_000)).body.code).toBe('too_much_stored');
    expect((await edit(other.id, 400_000)).status).toBe(200);
    await server.owner.query(`UPDATE x402_resources SET static_content = 'x' WHERE id = $1`, [
      large.id,
    ]);
    expect((await edit(other.id, 690_000)).status).toBe(200);
    expect((await post('one-more', file)).status).toBe(201);
  });
});
