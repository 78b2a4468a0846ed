import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RecheckEndpointsJob } from '../../src/modules/resources/rechecks/recheck-endpoints.job.js';
import { call } from '../accounts/client.js';
import {
  asking,
  type Changeable,
  changeable,
  gone,
  type Owned,
  seller,
  stopEndpoints,
} from './external.js';
import { creator, type Creator, type ResourcesServer, startResources } from './resources-server.js';

const DAY = 86_400;
/** What one verification asks: GET and POST. */
const ONCE = 2;

describe('a listed endpoint', () => {
  let server: ResourcesServer;
  let endpoint: Changeable;
  let who: Creator;
  let ada: ReturnType<typeof seller>;
  let id: string;

  beforeAll(async () => {
    server = await startResources();
    who = await creator(server, 'ada');
  });
  beforeEach(async () => {
    await server.owner.query('DELETE FROM x402_resources');
    ada = seller(server, who);
    endpoint = await changeable();
    id = (await ada.publish({ url: endpoint.url })).body.id;
    endpoint.heard = 0;
  });
  afterEach(stopEndpoints);
  afterAll(() => server.stop());

  const run = () => server.app.get(RecheckEndpointsJob).run();
  const days = (count: number) => server.clock.advance(count * DAY);
  const aDayLater = async () => {
    days(1);
    await run();
  };
  const mine = async () => {
    ada.signInAgain();
    return (await ada.send(`GET /resources/mine/${id}`)).body;
  };
  const shown = () => call<Owned>(server, `GET /resources/${id}`);

  it('is asked once a day, and nothing changes where it says the same', async () => {
    const before = await mine();
    await run();
    server.clock.advance(DAY - 1);
    await run();
    expect(endpoint.heard).toBe(0);
    server.clock.advance(1);
    await Promise.all([run(), run()]);
    expect(endpoint.heard).toBe(ONCE);
    await run();
    expect(endpoint.heard).toBe(ONCE);
    const verifiedAt = server.clock.now().toISOString();
    expect(await mine()).toEqual({ ...before, endpoint: { ...before.endpoint, verifiedAt } });
  });

  it('is asked once in a run, however many resources name it', async () => {
    const others = await Promise.all([1, 2, 3].map(() => ada.publish({ url: endpoint.url })));
    endpoint.heard = 0;
    endpoint.answer = asking('60000');
    await aDayLater();
    expect(endpoint.heard).toBe(ONCE);
    for (const { body } of others) {
      const { body: each } = await call<Owned>(server, `GET /resources/${body.id}`);
      expect(each.price).toBe('0.06');
    }
  });

  it('that changed its price is offered for it in a new version', async () => {
    endpoint.answer = asking('70000', { supportsRefunds: true });
    await aDayLater();
    expect(await mine()).toMatchObject({ price: '0.07', version: 2, supportsRefunds: true });
    expect((await shown()).body).toMatchObject({ price: '0.07', supportsRefunds: true });
    const [old] = await server.owner.query<{ price_usdc: string }[]>(
      `SELECT price_usdc FROM resource_versions WHERE resource_id = $1 AND version = 1`,
      [id],
    );
    expect(old?.price_usdc).toBe('50000');
  });

  it('that fails three times in a row leaves the catalogue, and comes back when published', async () => {
    endpoint.answer = gone;
    await aDayLater();
    await aDayLater();
    expect((await shown()).status).toBe(200);
    expect((await mine()).endpoint).toMatchObject({
      failedChecks: 2,
      problem: 'not_payment_required',
    });
    await aDayLater();
    expect((await shown()).status).toBe(404);
    expect(await mine()).toMatchObject({ status: 'unpublished', endpoint: { failedChecks: 3 } });
    const told = await server.owner.query(`SELECT type, data FROM outbox`);
    expect(told).toMatchObject([
      { type: 'resource.unpublished', data: { resourceId: id, reason: 'not_payment_required' } },
    ]);
    endpoint.heard = 0;
    await aDayLater();
    expect(endpoint.heard).toBe(0);

    ada.signInAgain();
    expect(await ada.send(`POST /resources/${id}/publish`)).toMatchObject({ status: 422 });
    endpoint.answer = asking('50000');
    expect(await ada.send(`POST /resources/${id}/publish`)).toMatchObject({
      status: 200,
      body: { version: 1, endpoint: { failedChecks: 0, problem: null } },
    });
    expect((await shown()).status).toBe(200);
  });

  it('that works in between begins to count anew', async () => {
    for (const answer of [gone, gone, asking('50000'), gone, gone]) {
      endpoint.answer = answer;
      await aDayLater();
    }
    expect(await mine()).toMatchObject({ status: 'published', endpoint: { failedChecks: 2 } });
  });

  it('that hangs, breaks or floods stops no other one', async () => {
    const bad = await Promise.all([changeable(), changeable(), changeable()]);
    for (const { url } of bad) await ada.publish({ url });
    const [flooding, breaking, down] = bad;
    flooding.answer = (_request, response) => response.writeHead(402).end('x'.repeat(10_000_000));
    breaking.answer = (request) => void request.socket.destroy();
    await down.stop();
    endpoint.answer = asking('90000');
    await aDayLater();
    expect((await shown()).body.price).toBe('0.09');
  });

  it('is not blamed where none of several is reached', async () => {
    const others = [await changeable(), await changeable()];
    for (const { url } of others) await ada.publish({ url });
    for (const each of [endpoint, ...others]) await each.stop();
    await aDayLater();
    expect((await mine()).endpoint).toMatchObject({ failedChecks: 0, problem: null });

    const working = await changeable();
    await ada.publish({ url: working.url });
    await aDayLater();
    expect((await mine()).endpoint).toMatchObject({ failedChecks: 1, problem: 'unreachable' });
  });

  it('that is another by the time it has answered is left as it is', async () => {
    const second = await changeable();
    second.answer = asking('30000');
    days(1);
    ada.signInAgain();
    endpoint.answer = async (_request, response) => {
      await ada.send(`PATCH /resources/${id}`, { config: { url: second.url } });
      gone(_request, response);
    };
    await run();
    const now = await mine();
    expect(now).toMatchObject({ price: '0.03', endpoint: { failedChecks: 0 } });
  });

  it('waits its turn where more are due than one run takes', async () => {
    await Promise.all(Array.from({ length: 3 }, () => ada.publish({ url: endpoint.url })));
    await server.owner.query(`
      INSERT INTO x402_resources (id, owner_id, resource_type, slug, name, description, category,
          networks, external_url)
        SELECT gen_random_uuid(), owner_id, resource_type, 'copy-' || n, name, description, category,
               '{}', external_url
          FROM x402_resources, generate_series(1, 60) n WHERE id = '${id}'`);
    await server.owner.query(`
      INSERT INTO verified_endpoints
        SELECT r.id, e.owner_id, method, x402_versions, mime_type, input_schema, e.output_schema,
               e.supports_refunds, declared_refunds, verified_at, next_check_at - interval '1 hour'
          FROM x402_resources r, verified_endpoints e
         WHERE e.resource_id = '${id}' AND r.slug LIKE 'copy-%'`);
    endpoint.heard = 0;
    await aDayLater();
    expect(endpoint.heard).toBe(0);
    await run();
    expect(endpoint.heard).toBe(ONCE);
  });
});
