import { Client } from 'pg';
import { cpuMicroseconds } from './processes.mjs';

/** PostgreSQL's sessions tell what they did at most once a second. */
const TOLD_AFTER_MS = 1_500;

const COUNTED = `
  SELECT (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal')::float AS flushes,
         (SELECT sum(xact_commit) FROM pg_stat_database)::float AS transactions,
         (SELECT array_agg(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()) AS pids`;

/**
 * What a PostgreSQL on this machine did so far: CPU of its processes in microseconds, flushes of its log
 * and transactions, those of background work among them.
 */
export async function databaseWork(url) {
  await new Promise((resolve) => setTimeout(resolve, TOLD_AFTER_MS));
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query(COUNTED);
    const [{ flushes, transactions, pids }] = rows;
    const used = await Promise.all(pids.map((pid) => cpuMicroseconds({ pid })));
    return { flushes, transactions, cpu: used.reduce((sum, each) => sum + (each ?? 0), 0) };
  } finally {
    await client.end();
  }
}
