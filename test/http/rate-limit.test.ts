import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RateLimits } from '../../src/common/rate-limit/rate-limits.service.js';
import { type Ground, openReplica, prepareGround, type Replica } from '../e2e/shop.js';
import { leaveUncompared } from '../setup/documented-answers.js';
import { limited } from './limited-route.js';

describe('a limited route', () => {
  let ground: Ground;
  let replicas: readonly [Replica, Replica];

  beforeAll(async () => {
    ground = await prepareGround({ TRUST_PROXY: 'true' });
    replicas = await Promise.all([openReplica(ground, [limited]), openReplica(ground, [limited])]);
    for (const { origin } of replicas) leaveUncompared(origin);
  });
  afterAll(async () => {
    await Promise.all(replicas.map(({ app }) => app.close()));
    await ground.clear();
  });

  const ask = (path: string, address: string, replica = replicas[0]) =>
    fetch(`${replica.origin}/api/v1/limited/${path}`, { headers: { 'x-forwarded-for': address } });

  it('tells callers what is left, then refuses with the time to wait', async () => {
    const first = await ask('open', '192.0.2.1');
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"open";q=5;w=86400');
    expect(first.headers.get('ratelimit')).toMatch(/^"open";r=4;t=\d+$/);
    for (let left = 3; left >= 0; left -= 1) {
      const { headers } = await ask('open', '192.0.2.1');
      expect(headers.get('ratelimit')).toContain(`;r=${left};`);
    }
    const refused = await ask('open', '192.0.2.1');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests', retryable: true });
    expect(refused.headers.get('ratelimit')).toContain(';r=0;');
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(86_400);
  });

  it('counts all replicas and all at once together', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => ask('open', '192.0.2.2', replicas[at % 2])),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('counts callers apart, but not the addresses of one IPv6 network', async () => {
    for (let at = 0; at < 5; at += 1) await ask('open', `2001:db8:1:2::${at}`);
    expect((await ask('open', '2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await ask('open', '2001:db8:1:3::1')).status).toBe(200);
    for (let at = 0; at < 5; at += 1) await ask('open', '::ffff:192.0.2.3');
    expect((await ask('open', '192.0.2.3')).status).toBe(429);
    expect((await ask('open', '192.0.2.4')).status).toBe(200);
  });

  it('is open again when the window has ended', async () => {
    expect((await ask('short', '192.0.2.5')).status).toBe(200);
    let answer = await ask('short', '192.0.2.5');
    while (answer.status === 429) {
      await new Promise((done) => setTimeout(done, 100));
      answer = await ask('short', '192.0.2.5');
    }
    expect(answer.status).toBe(200);
  });

  it('asks who calls first, and counts nobody who may not call', async () => {
    const answers = [];
    for (let at = 0; at < 7; at += 1) answers.push(await ask('closed', '192.0.2.6'));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 401));
    expect(answers[0]?.headers.get('ratelimit')).toBeNull();
  });

  it('keeps no address, and forgets callers whose window has ended', async () => {
    await ask('short', '192.0.2.7');
    const rows = await ground.owner.query(`SELECT * FROM rate_limits`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('192.0.2');
    await ground.owner.query(`UPDATE rate_limits SET expires_at = now() - interval '1 hour'`);
    const limits = replicas[0].app.get(RateLimits, { strict: false });
    await limits.purge(1_000);
    expect(await ground.owner.query(`SELECT * FROM rate_limits`)).toEqual([]);
  });
});
