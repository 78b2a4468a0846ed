import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measurePaid, measureUnpaid } from './measure.mjs';

/** What Node gets so that a server can be profiled. */
export const PROFILER = ['--import', pathToFileURL('bench/profiler.mjs').href];

/**
 * Writes `<server>-<phase>.cpuprofile` into a directory, and of servers with a database how often each
 * SQL statement was sent for one call.
 * @param isWhole of paid calls too, not only of challenges
 */
export async function writeProfiles(servers, directory, isWhole) {
  await mkdir(directory, { recursive: true });
  for (const server of servers) {
    await profile(server, join(directory, `${server.name}-unpaid`), 5_000, (calls) =>
      measureUnpaid(server, { amount: calls }),
    );
    if (!isWhole) continue;
    await profile(server, join(directory, `${server.name}-paid`), 500, (calls) =>
      measurePaid(server, calls),
    );
  }
}

async function profile({ process: child }, name, calls, work) {
  await tell(child, { profile: 'start' });
  await work(calls);
  const { statements } = await tell(child, { profile: 'stop', file: `${name}.cpuprofile` });
  const counts = Object.entries(statements).sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return;
  const inAll = counts.reduce((sum, [, count]) => sum + count, 0);
  const lines = [['in all', inAll], ...counts].map(
    ([text, count]) => `${(count / calls).toFixed(2)}\t${text.replaceAll(/\s+/g, ' ')}\n`,
  );
  await writeFile(`${name}.sql.txt`, lines.join(''));
}

async function tell(child, message) {
  const told = once(child, 'message');
  child.send(message);
  const [reply] = await told;
  return reply;
}
