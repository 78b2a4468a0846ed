import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Counts of one resource, `stage reason? audience` → how many; what is 0 is left out. */
export type Counts = Readonly<Record<string, number>>;

/** What is counted of a resource by now. */
export async function countsOf(owner: DataSource, resourceId: string): Promise<Counts> {
  const rows = await owner.query<{ key: string; count: number }[]>(
    `SELECT concat_ws(' ', stage, reason, audience) AS key, sum(until[96])::int AS count
       FROM demand_figures WHERE resource_id = $1 GROUP BY 1 HAVING sum(until[96]) <> 0 ORDER BY 1`,
    [resourceId],
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

/** The counts once they are as expected, or as they stay. */
export async function countsOnce(
  owner: DataSource,
  resourceId: string,
  isDone: (counts: Counts) => boolean,
): Promise<Counts> {
  let counts = await countsOf(owner, resourceId);
  for (let tries = 0; tries < 150 && !isDone(counts); tries += 1) {
    await sleep(100);
    counts = await countsOf(owner, resourceId);
  }
  return counts;
}

/** The counts once they have been the same for longer than it takes to add something. */
export async function countsAtRest(owner: DataSource, resourceId: string): Promise<Counts> {
  let [counts, since] = [await countsOf(owner, resourceId), Date.now()];
  while (Date.now() - since < 3_000) {
    await sleep(200);
    const next = await countsOf(owner, resourceId);
    if (JSON.stringify(next) !== JSON.stringify(counts)) [counts, since] = [next, Date.now()];
  }
  return counts;
}
