import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../src/sandbox/postgres/free-port.js';
import { type Ground, openReplica, prepareGround, type Replica } from '../e2e/shop.js';
import { leaveUncompared } from '../setup/documented-answers.js';
import { answers, withProgram } from '../setup/programs.js';
import { limited } from './limited-route.js';

const PASSWORD = 'planted-redis-password';

withProgram('redis-server', 'two replicas that count requests in Redis', (program) => {
  let directory: string;
  let port: number;
  let redis: ChildProcess;
  let ground: Ground;
  let replicas: readonly [Replica, Replica];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coinslot-redis-'));
    port = await freePort();
    redis = await start();
    const REDIS_URL = `redis://:${PASSWORD}@127.0.0.1:${port}`;
    ground = await prepareGround({ TRUST_PROXY: 'true', REDIS_URL });
    replicas = await Promise.all([openReplica(ground, [limited]), openReplica(ground, [limited])]);
    for (const { origin } of replicas) leaveUncompared(origin);
  });
  afterAll(async () => {
    await Promise.all(replicas.map(({ app }) => app.close()));
    await ground.clear();
    await stop();
    await rm(directory, { recursive: true });
  });

  async function start(): Promise<ChildProcess> {
    const options = ['--bind', '127.0.0.1', '--save', '', '--requirepass', PASSWORD];
    const args = ['--port', String(port), '--dir', directory, ...options];
    const child = spawn(program, args, { stdio: 'ignore' });
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      await sleep(20);
    }
    return child;
  }

  async function stop(): Promise<void> {
    const ended = once(redis, 'exit');
    redis.kill('SIGKILL');
    await ended;
  }

  /** The statuses of so many requests of one address, in turns at both replicas. */
  async function ask(address: string, times: number): Promise<number[]> {
    const headers = { 'x-forwarded-for': address };
    const statuses: number[] = [];
    for (let at = 0; at < times; at += 1) {
      const { origin } = replicas[at % 2] as Replica;
      statuses.push((await fetch(`${origin}/api/v1/limited/open`, { headers })).status);
    }
    return statuses;
  }

  const counted = () => ground.owner.query(`SELECT policy FROM rate_limits WHERE policy = 'open'`);

  /** Requests of new addresses, until the database counted one of them, or none. */
  async function askUntilCountedIn(where: 'PostgreSQL' | 'Redis', network: number): Promise<void> {
    for (let host = 1; ; host += 1) {
      const before = await counted();
      expect(await ask(`10.${network}.${host >> 8}.${host & 255}`, 2)).toEqual([200, 200]);
      const grown = (await counted()).length - before.length;
      if ((grown === 0) === (where === 'Redis')) return;
      await sleep(50);
    }
  }

  it('share what they counted, and ask PostgreSQL nothing', async () => {
    expect(await ask('192.0.2.1', 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const answer = await fetch(`${replicas[0].origin}/api/v1/limited/open`, {
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(86_000);
    expect(await counted()).toEqual([]);
  });

  it('open again when the window has ended', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.2' };
    const short = () => fetch(`${replicas[0].origin}/api/v1/limited/short`, { headers });
    expect([(await short()).status, (await short()).status]).toEqual([200, 429]);
    while ((await short()).status === 429) await sleep(50);
  });

  it('count in PostgreSQL while Redis is away: everybody is served, and nobody without limit', async () => {
    await stop();
    expect(await ask('192.0.2.3', 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(await counted()).toHaveLength(1);
    expect(replicas[0].log.join('')).toContain('rate limits are counted in PostgreSQL');
    redis = await start();
    await askUntilCountedIn('Redis', 100);
    expect(await ask('192.0.2.4', 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('wait only a moment for a Redis that says nothing', async () => {
    redis.kill('SIGSTOP');
    const began = Date.now();
    await askUntilCountedIn('PostgreSQL', 101);
    expect(await ask('192.0.2.5', 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(Date.now() - began).toBeLessThan(2_000);
    redis.kill('SIGCONT');
    await askUntilCountedIn('Redis', 102);
  });

  it('start without it', async () => {
    await stop();
    const late = await openReplica(ground, [limited]);
    leaveUncompared(late.origin);
    const answer = await fetch(`${late.origin}/api/v1/limited/open`);
    expect(answer.status).toBe(200);
    expect(late.log.join('')).toContain('rate limits are counted in PostgreSQL');
    expect(late.log.join('')).not.toContain(PASSWORD);
    await late.app.close();
    redis = await start();
  });
});
