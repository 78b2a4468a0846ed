import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { LISTEN_ADDRESS } from './server-arguments.js';

/** Above those that programs of long standing use, and that `fetch` refuses to reach. */
const FIRST = 10_240;
/** From here on the system gives ports to outgoing connections: Linux from 32768, others higher. */
const END = 32_768;
const PROBES = 100;
const STARTS = 5;

/**
 * A port of this machine that is free now. No outgoing connection can take it before it is used, and
 * two who ask at the same time seldom get the same.
 */
export async function freePort(): Promise<number> {
  for (let probe = 0; probe < PROBES; probe += 1) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port found in ${PROBES} of ${FIRST} to ${END - 1}.`);
}

/**
 * Starts what must be told its port; once more on another one when somebody else took the port before
 * it could.
 * @param start rejects when it does not come up, and holds the port no longer then
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === STARTS || (await isFree(port))) throw error;
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, LISTEN_ADDRESS);
  try {
    await once(probe, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
