import { measurePaid } from '../measure.mjs';

const WRITTEN = `
  SELECT wal_bytes::float8 AS bytes, wal_fpi::float8 AS pages,
         pg_database_size(current_database())::float8 AS stored
    FROM pg_stat_wal`;

/**
 * What each of that many paid calls makes PostgreSQL write, as its owner: bytes of its log without whole pages,
 * and, from a checkpoint on, bytes with them, how many there are, and bytes by which the database grows.
 */
export async function logPerCall(client, server, paid) {
  await measurePaid(server, Math.ceil(paid / 10));
  await wholePages(client, 'off');
  const { bytes: changes } = await written(client, server, paid);
  await wholePages(client, 'on');
  await client.query('CHECKPOINT');
  return { changes, ...(await written(client, server, paid)) };
}

async function written(client, server, paid) {
  const before = await settled(client);
  await measurePaid(server, paid);
  const after = await settled(client);
  const each = (name) => (after[name] - before[name]) / paid;
  return { bytes: each('bytes'), pages: each('pages'), stored: each('stored') };
}

async function wholePages(client, value) {
  await client.query(`ALTER SYSTEM SET full_page_writes = ${value}`);
  await client.query('SELECT pg_reload_conf()');
}

/** Sessions report what they wrote a while later: waits until nothing is added for a second. */
async function settled(client) {
  const read = async () => (await client.query(WRITTEN)).rows[0];
  for (let last = await read(); ;) {
    await client.query('SELECT pg_sleep(1)');
    const next = await read();
    if (next.bytes - last.bytes < 10_000) return next;
    last = next;
  }
}
