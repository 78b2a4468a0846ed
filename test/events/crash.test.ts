import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from '../../src/common/config/index.js';
import { TidyEventsJob } from '../../src/common/events/tidy-events.job.js';
import { environmentFor, event, EventsGround, until } from './events-server.js';

let ground: EventsGround;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  ground = await EventsGround.prepare();
  await ground.owner.query(`CREATE TABLE handled (event_id bigint, process int)`);
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((child) => end(child, 'SIGKILL')));
  await ground.owner.query(`DELETE FROM handled; DELETE FROM event_deliveries`);
  await ground.reset();
});
afterAll(() => ground.clear());

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill(signal);
  await ended;
}

/** Starts a process with a handler, and waits until it has been registered. */
async function start(hangs = false, own: Environment = {}) {
  const environment = { ...environmentFor(ground.databaseUrl), ...own };
  const told = { recordUrl: ground.ownerUrl, hangs, environment };
  const child = spawn(process.execPath, ['test/events/replica.mjs', JSON.stringify(told)]);
  processes.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (said.text += chunk.toString()));
  }
  await until(() => {
    if (child.exitCode !== null) throw new Error(said.text);
    return said.text.includes('ready');
  });
  return child;
}

const handled = () =>
  ground.owner.query<{ event: string; process: number }[]>(
    `SELECT event_id AS event, process FROM handled ORDER BY event_id`,
  );
const distinct = async () => new Set((await handled()).map(({ event: id }) => id)).size;
const someEvents = (count: number) => Array.from({ length: count }, (_, n) => event(n));

describe('a process that is killed', () => {
  it('loses neither what its handler was at, nor what it had handed on and not begun', async () => {
    const first = await start(true);
    await ground.write(someEvents(10));
    await until(async () => (await distinct()) === 4 && (await ground.deliveries()).length === 10);
    await end(first, 'SIGKILL');
    const second = await start();
    // What nobody had begun is due at once; what the other had in hand, once its time is over.
    await until(async () => (await ground.deliveries()).length === 4);
    expect((await handled()).filter(({ process: by }) => by === second.pid)).toHaveLength(6);
    const left = await ground.owner.query<{ seconds: number }[]>(
      `SELECT extract(epoch FROM due_at - now())::float AS seconds FROM event_deliveries`,
    );
    expect(Math.max(...left.map(({ seconds }) => seconds))).toBeLessThanOrEqual(65);
    await ground.passTime();
    await until(async () => (await ground.deliveries()).length === 0);
    expect(await handled()).toHaveLength(14);
    expect(await distinct()).toBe(10);
  });

  it('again and again loses nothing of five hundred events that two replicas work on', async () => {
    const processes = [await start(), await start()];
    const writes = Promise.all(Array.from({ length: 10 }, () => ground.write(someEvents(50))));
    for (const share of [50, 150, 250]) {
      await until(async () => (await distinct()) >= share);
      const [oldest] = processes.splice(0, 1);
      if (oldest !== undefined) await end(oldest, 'SIGKILL');
      processes.push(await start());
      await ground.passTime();
    }
    await writes;
    await until(async () => (await distinct()) === 500);
    await ground.passTime();
    await until(async () => (await ground.deliveries()).length === 0);
  });

  it('by the event itself, twenty times, makes a dead letter of it', async () => {
    const hanging = await start(true);
    await ground.write([event(1)]);
    await until(async () => (await distinct()) === 1);
    await end(hanging, 'SIGKILL');
    await ground.owner.query(`UPDATE event_deliveries SET attempts = 20`);
    await ground.passTime();
    const replica = await ground.open([]);
    await replica.app.get(TidyEventsJob).run();
    expect(await ground.deliveries()).toMatchObject([
      { attempts: 20, deadAt: expect.any(Date), error: 'ProcessEnded' },
    ]);
  });
});

describe('a process that is told to end', () => {
  it('leaves what it has in hand to others at once', async () => {
    const hanging = await start(true, { SHUTDOWN_TIMEOUT_MS: '4000' });
    await ground.write([event(1)]);
    await until(async () => (await distinct()) === 1);
    await end(hanging, 'SIGTERM');
    expect(hanging.exitCode).toBe(0);
    await start();
    await until(async () => (await ground.deliveries()).length === 0);
    expect(await handled()).toHaveLength(2);
  });
});

describe('a database that goes away and comes back', () => {
  it('loses no event, and the servers go on by themselves', async () => {
    const name = new URL(ground.databaseUrl).pathname.slice(1);
    const replica = await ground.open([
      { name: 'counter', types: 'all', handle: async ({ id }) => void seen.add(id) },
    ]);
    const seen = new Set<string>();
    await ground.write(someEvents(20));
    await until(() => seen.size > 0);
    await ground.owner.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
    await ground.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = $1 AND usename = 'coinslot'`,
      [name],
    );
    await until(() => replica.log.some((line) => line.includes('cannot be handed on')));
    await ground.owner.query(`GRANT CONNECT ON DATABASE ${name} TO PUBLIC`);
    // The test's own connections ended with the others.
    await ground.source.destroy();
    await ground.source.initialize();
    await ground.write(someEvents(20));
    await until(() => seen.size === 40);
    await ground.passTime();
    await until(async () => (await ground.deliveries()).length === 0);
  });
});
