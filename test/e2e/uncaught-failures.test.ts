import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Buyer, send } from './buyer.js';
import { answering, answeringAfter, Gate, whenAsked } from './claude.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Ground, prepareGround, publish } from './shop.js';

const FAILURES = {
  unhandledRejection: 'Promise.reject(new Error("planted failure"))',
  uncaughtException: 'setImmediate(() => { throw new Error("planted failure"); })',
} as const;

/** A server in which `SIGUSR2` makes something fail that nobody catches. */
function failing(ground: Ground, origin: keyof typeof FAILURES): Promise<ServerProcess> {
  const module = `process.on('SIGUSR2', () => { ${FAILURES[origin]}; });`;
  const environment = {
    ...ground.environment,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://shop.example',
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(module)}`,
  };
  return startServer(environment);
}

function fatalLines({ output }: ServerProcess): unknown[] {
  const lines = output.text.split('\n').filter((line) => line.includes('planted failure'));
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('a failure that nobody caught', () => {
  let ground: Ground;
  let buyer: Buyer;
  let server: ServerProcess;

  beforeAll(async () => {
    ground = await prepareGround();
    buyer = await Buyer.with(ground.chain);
  });
  beforeEach(() => {
    ground.claude.answer(answering('A haiku about coins'));
    ground.claude.requests.length = 0;
  });
  afterEach(async () => {
    if (!server.hasEnded()) await server.end('SIGKILL');
  });
  afterAll(() => ground.clear());

  it.each(['unhandledRejection', 'uncaughtException'] as const)(
    'as %s is logged in one line, and ends the server with 1',
    async (origin) => {
      server = await failing(ground, origin);
      server.signal('SIGUSR2');
      expect(await server.ended).toBe(1);
      expect(fatalLines(server)).toEqual([
        expect.objectContaining({
          level: 60,
          origin,
          err: expect.objectContaining({ message: 'planted failure' }),
        }),
      ]);
    },
  );

  it('lets calls that are paid finish first', async () => {
    server = await failing(ground, 'unhandledRejection');
    const { url } = await publish(server.origin);
    const payment = await buyer.sign(url);
    const gate = new Gate();
    ground.claude.answer(answeringAfter(gate.opened, 'A late haiku'));
    const answer = send(url, payment, { topic: 'coins' });
    await whenAsked(ground.claude);
    server.signal('SIGUSR2');
    while (fatalLines(server).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    gate.open();
    expect(await answer).toMatchObject({ status: 200, body: { response: 'A late haiku' } });
    expect(await server.ended).toBe(1);
  });
});
