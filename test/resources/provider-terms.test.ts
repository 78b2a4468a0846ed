import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PUBLISHED_TERMS } from '../../src/modules/accounts/provider-terms/published-terms.js';
import { call, type Problem } from '../accounts/client.js';
import {
  CONFIG,
  create,
  creator,
  type Creator,
  listing,
  type ResourcesServer,
  startResources,
} from './resources-server.js';

interface Terms {
  readonly provider: string;
  readonly version: string;
  readonly isRequired: boolean;
  readonly isAccepted: boolean;
  readonly accepted: readonly { readonly version: string; readonly acceptedAt: string }[];
}

const VERSION = PUBLISHED_TERMS.find(({ provider }) => provider === 'claude')?.version ?? '';
const MISSING = { status: 409, body: { code: 'provider_terms_missing' } };

describe('the terms of model providers', () => {
  let server: ResourcesServer;
  let ada: Creator;

  beforeAll(async () => {
    server = await startResources({ settings: { PROVIDER_TERMS: 'require' } });
    ada = await creator(server, 'ada');
  });
  afterAll(() => server.stop());

  const ask = <Body = Problem>(route: string, { token }: Creator, body?: object) =>
    call<Body>(server, route, { token, ...(body && { body }) });
  const publish = (id: string, who: Creator) => ask(`POST /resources/${id}/publish`, who);
  const accept = (who: Creator, version = VERSION, provider = 'claude') =>
    ask<Terms>(`PUT /me/provider-terms/${provider}`, who, { version });
  const accepted = async (who: Creator) =>
    (await ask<{ items: Terms[] }>('GET /me/provider-terms', who)).body.items;

  it('are asked for before something that a model answers goes on sale, and nothing else', async () => {
    const { id } = await create(server, ada, { slug: 'asked' });
    const refused = await publish(id, ada);
    expect(refused).toMatchObject(MISSING);
    expect(refused.body.detail).toContain('https://www.anthropic.com/legal/commercial-terms');
    expect(refused.body.detail).toContain(
      `PUT /api/v1/me/provider-terms/claude with {"version": "${VERSION}"}`,
    );
    const file = { type: 'static', config: { content: 'A haiku' }, slug: 'file' };
    expect((await publish((await create(server, ada, file)).id, ada)).status).toBe(200);

    const items = [listing({ slug: 'row' })];
    const bulk = await ask<{ items: object[] }>('POST /resources/bulk', ada, {
      items,
      publish: true,
    });
    expect(bulk.body.items).toMatchObject([
      { status: 'created', problem: { code: 'provider_terms_missing' } },
    ]);

    expect((await accept(ada)).status).toBe(200);
    expect((await publish(id, ada)).status).toBe(200);
  });

  it('are accepted in the version that was read, once, and shown with the time of it', async () => {
    const bob = await creator(server, 'bob');
    expect(await accepted(bob)).toMatchObject([
      { provider: 'claude', isRequired: true, isAccepted: false, accepted: [] },
      { provider: 'openrouter', isAccepted: false },
    ]);
    const old = await accept(bob, '2020-01-01');
    expect(old).toMatchObject({ status: 422, body: { errors: [{ field: 'version' }] } });
    expect((await accept(bob, VERSION, 'nobody')).status).toBe(404);
    const first = await accept(bob);
    expect(first.body).toMatchObject({ isAccepted: true, accepted: [{ version: VERSION }] });
    expect((await accept(bob)).body).toEqual(first.body);
    expect((await accepted(bob))[0]).toEqual(first.body);
    const rows = `SELECT count(*)::int AS n FROM accepted_terms WHERE user_id = $1`;
    expect(await server.owner.query(rows, [bob.id])).toEqual([{ n: 1 }]);
  });

  it('of another provider are asked for when something on sale is to run on its models', async () => {
    const { id } = await create(server, ada, { slug: 'moving' });
    expect((await publish(id, ada)).status).toBe(200);
    const move = () =>
      ask(`PATCH /resources/${id}`, ada, { config: { model: 'openrouter:some/model' } });
    const refused = await move();
    expect(refused).toMatchObject(MISSING);
    expect(refused.body.detail).toContain('me/provider-terms/openrouter');
    const version = PUBLISHED_TERMS.find(({ provider }) => provider === 'openrouter')?.version;
    await accept(ada, version, 'openrouter');
    expect((await move()).status).toBe(200);
  });

  it('in a newer version leave on sale what is, and are asked for when it is published next', async () => {
    const carol = await creator(server, 'carol');
    await accept(carol);
    const { id } = await create(server, carol, { slug: 'older' });
    expect((await publish(id, carol)).status).toBe(200);
    await server.owner.query(
      `UPDATE accepted_terms SET version = '2020-01-01' WHERE user_id = $1`,
      [carol.id],
    );
    const changes = { price: '0.07', config: { ...CONFIG, maxTokens: 200 } };
    const edited = await ask<{ status: string }>(`PATCH /resources/${id}`, carol, changes);
    expect(edited).toMatchObject({ status: 200, body: { status: 'published' } });
    expect(await publish(id, carol)).toMatchObject(MISSING);
    expect(await server.storefront.findForSaleById(id)).toMatchObject({ gone: false });
    expect((await accept(carol)).body.accepted.map(({ version }) => version)).toEqual([
      VERSION,
      '2020-01-01',
    ]);
    expect((await publish(id, carol)).status).toBe(200);
  });
});
