// A database with many calls: what creators ask of it, and the log that a paid call writes:
// node bench/calls.mjs [--quick] [--plans] [--calls 500000]
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../dist/src/sandbox/postgres/index.js';
import { askAll } from './calls/ask.mjs';
import { fillCalls } from './calls/fill.mjs';
import { logPerCall } from './calls/log.mjs';
import { fill } from './catalogue/fill.mjs';
import { quantile } from './catalogue/measure.mjs';
import { Random } from './catalogue/random.mjs';
import { endProcess, originOf, startProcess } from './processes.mjs';
import { startCoinslot } from './servers/coinslot.mjs';

const FULL = { owners: 2_000, resources: 20_000, calls: 500_000, paid: 1_000, asked: 40 };
/** Shows that everything works; its figures say nothing. */
const QUICK = { owners: 20, resources: 200, calls: 2_000, paid: 20, asked: 3 };
const SEED = 402;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, plans: { type: 'boolean' }, calls: { type: 'string' } },
});
const size = { ...(options.quick ? QUICK : FULL) };
if (options.calls !== undefined) size.calls = Number(options.calls);
const stubs = [
  startProcess('bench/stub-facilitator.mjs'),
  startProcess('bench/upstream.mjs', { scriptArguments: [5, 20] }),
];
const [facilitatorUrl, upstreamUrl] = await Promise.all(stubs.map(originOf));
const server = await startCoinslot({ facilitatorUrl, upstreamUrl });
const client = new Client(
  (await startPostgres({ directory: server.databaseDirectory })).url('coinslot'),
);
await client.connect();
try {
  await fill(client, new Random(SEED), size);
  const resources = await fillCalls(client, size.calls);
  // From those called most often to those called least.
  const step = Math.floor(resources.length / size.asked);
  const sample = resources.filter((_, place) => place % step === 0).slice(0, size.asked);
  const answers = await askAll(server.databaseUrl, sample);
  const wal = await logPerCall(client, server, size.paid);
  process.stdout.write(toMarkdown(answers, wal, resources));
  if (options.plans) for (const { title, plan } of answers) printPlan(title, plan);
} finally {
  await client.end();
  await server.stop();
  await Promise.all(stubs.map(endProcess));
}

/** The one in the middle of unsorted numbers. */
function middle(numbers) {
  return quantile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
}

function toMarkdown(answers, wal, resources) {
  return [
    '| question | p50 | p95 | rows, estimated | rows, counted |',
    '| --- | --: | --: | --: | --: |',
    ...answers.map(({ title, times, rows }) => {
      const [p50, p95] = [0.5, 0.95].map((part) => quantile(times, part).toFixed(1));
      const [estimated, counted] = ['estimated', 'counted'].map((key) =>
        middle(rows.map((row) => row[key])),
      );
      return `| ${title} | ${p50} ms | ${p95} ms | ${estimated} | ${counted} |`;
    }),
    '',
    `${size.calls} calls of ${resources.length} resources, ${resources[0].calls} of one, ${size.owners} owners.`,
    `A paid call writes ${kib(wal.changes)} KiB of log; after a checkpoint ${kib(wal.bytes)}, with ${wal.pages.toFixed(1)} pages whole.`,
    `Node ${process.version}.`,
    '',
  ].join('\n');
}

function kib(bytes) {
  return (bytes / 1024).toFixed(1);
}

function printPlan(title, plan) {
  process.stdout.write(`\n## ${title}\n\n${JSON.stringify(plan, null, 2)}\n`);
}
