// The same work over few calls and over many: what it takes of each, side by side.
// node bench/scale.mjs [--quick] [--plans] [--few 10000] [--calls 5000000]
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../dist/src/sandbox/postgres/index.js';
import { askAll } from './calls/ask.mjs';
import { fillCalls } from './calls/fill.mjs';
import { logPerCall } from './calls/log.mjs';
import { fill } from './catalogue/fill.mjs';
import { quantile } from './catalogue/measure.mjs';
import { Random } from './catalogue/random.mjs';
import { timePaid } from './measure.mjs';
import { endProcess, originOf, startProcess } from './processes.mjs';
import { timeJobs } from './scale/jobs.mjs';
import { startCoinslot } from './servers/coinslot.mjs';

const FULL = {
  owners: 2_000,
  resources: 20_000,
  few: 10_000,
  calls: 5_000_000,
  paid: 100,
  asked: 40,
  jobs: 5,
};
/** Shows that everything works; its figures say nothing. */
const QUICK = { owners: 5, resources: 20, few: 100, calls: 200, paid: 5, asked: 2, jobs: 1 };
const SEED = 402;
/** One owner has that part of all calls, besides what falls to them by chance. */
const LARGEST = 0.3;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    plans: { type: 'boolean' },
    few: { type: 'string' },
    calls: { type: 'string' },
  },
});
const size = { ...(options.quick ? QUICK : FULL) };
for (const name of ['few', 'calls']) {
  if (options[name] !== undefined) size[name] = Number(options[name]);
}
const stubs = [
  startProcess('bench/stub-facilitator.mjs'),
  startProcess('bench/upstream.mjs', { scriptArguments: [5, 20] }),
];
const [facilitatorUrl, upstreamUrl] = await Promise.all(stubs.map(originOf));
try {
  const few = await measure(size.few);
  const many = await measure(size.calls);
  process.stdout.write(toMarkdown(few, many));
  if (options.plans) for (const { title, plan } of many.times) printPlan(title, plan);
} finally {
  await Promise.all(stubs.map(endProcess));
}

/** Everything, over a database of its own with so many calls. */
async function measure(calls) {
  const server = await startCoinslot({ facilitatorUrl, upstreamUrl });
  const client = new Client(
    (await startPostgres({ directory: server.databaseDirectory })).url('coinslot'),
  );
  await client.connect();
  try {
    const began = performance.now();
    await fill(client, new Random(SEED), size);
    const before = await storedIn(client);
    const resources = await fillCalls(client, calls, LARGEST);
    const stored = ((await storedIn(client)) - before) / calls;
    report(`${calls} calls filled in ${seconds(began)} s`);
    // From those called most often to those called least.
    const step = Math.max(1, Math.floor(resources.length / size.asked));
    const sample = resources.filter((_, place) => place % step === 0).slice(0, size.asked);
    const answers = await askAll(server.databaseUrl, sample);
    await timePaid(server, size.paid);
    const paid = (await timePaid(server, size.paid)).toSorted((a, b) => a - b);
    const log = await logPerCall(client, server, size.paid);
    const jobs = await timeJobs(client, server, size.jobs);
    report(`measured after ${seconds(began)} s`);
    return {
      calls,
      stored,
      log,
      times: [{ title: 'a paid call', times: paid }, ...answers, ...jobs],
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

async function storedIn(client) {
  const { rows } = await client.query(
    'SELECT pg_database_size(current_database())::float8 AS bytes',
  );
  return rows[0].bytes;
}

function toMarkdown(few, many) {
  const lines = few.times.map((one, place) => {
    const [a, b] = [told(one), told(many.times[place])];
    const figures = [...a, ...b].map((ms) => ms.toFixed(1));
    return `| ${one.title} | ${figures.join(' | ')} | ${(b[0] / a[0]).toFixed(2)} × |`;
  });
  const row = (title, read) =>
    `| ${title} | ${read(few)} | | ${read(many)} | | ${(read(many) / read(few)).toFixed(2)} × |`;
  return [
    `| milliseconds | p50 at ${few.calls} | p95 | p50 at ${many.calls} | p95 | p50 ÷ p50 |`,
    '| --- | --: | --: | --: | --: | --: |',
    ...lines,
    row('KiB of log for a paid call', ({ log }) => kib(log.changes)),
    row('… from a checkpoint on', ({ log }) => kib(log.bytes)),
    row('… and pages of it that are whole', ({ log }) => log.pages.toFixed(1)),
    row('KiB by which it grows the database', ({ log }) => kib(log.stored)),
    row('KiB stored for each call that was filled in', ({ stored }) => kib(stored)),
    '',
    `${size.resources} resources of ${size.owners} owners, one of whom has ${LARGEST * 100} % of all calls. Node ${process.version}.`,
    '',
  ].join('\n');
}

/** The median, and what 95 of 100 do not exceed. */
function told({ times }) {
  return [0.5, 0.95].map((part) => quantile(times, part));
}

function kib(bytes) {
  return (bytes / 1024).toFixed(1);
}

function seconds(began) {
  return ((performance.now() - began) / 1000).toFixed(0);
}

function report(line) {
  process.stderr.write(`${line}\n`);
}

function printPlan(title, plan) {
  if (plan !== undefined)
    process.stdout.write(`\n## ${title}\n\n${JSON.stringify(plan, null, 2)}\n`);
}
