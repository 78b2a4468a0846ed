// What a creator earns and what it costs, asked over HTTP: node bench/insights.mjs [--quick] [--plans]
// [--executions 5000000]
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { ApiClient } from '../dist/src/sandbox/api-client.js';
import { startPostgres } from '../dist/src/sandbox/postgres/index.js';
import { quantile } from './catalogue/measure.mjs';
import { fillDemandYear } from './insights/demand-year.mjs';
import { fillExecutions } from './insights/fill-executions.mjs';
import { followPlans } from './insights/plans.mjs';
import { fillProviderYear } from './insights/provider-year.mjs';
import { OVERVIEW, QUESTIONS } from './insights/questions.mjs';
import { endProcess, originOf, startProcess } from './processes.mjs';
import { startEmpty } from './servers/coinslot.mjs';

const FULL = {
  executions: 5_000_000,
  owners: 1_000,
  resources: 20,
  account: { workspaces: 50, models: 20, days: 365 },
  asked: 100,
};
/** Shows that everything works; its figures say nothing. */
const QUICK = {
  executions: 2_000,
  owners: 10,
  resources: 5,
  account: { workspaces: 3, models: 2, days: 60 },
  asked: 3,
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    plans: { type: 'boolean' },
    executions: { type: 'string' },
  },
});
const size = { ...(options.quick ? QUICK : FULL) };
if (options.executions !== undefined) size.executions = Number(options.executions);
const stubs = [startProcess('bench/stub-facilitator.mjs'), startProcess('bench/upstream.mjs')];
const [facilitatorUrl, upstreamUrl] = await Promise.all(stubs.map(originOf));
const server = await startEmpty({ facilitatorUrl, upstreamUrl });
const client = new Client(
  (await startPostgres({ directory: server.databaseDirectory })).url('coinslot'),
);
await client.connect();
try {
  const creator = await ApiClient.signIn(server.origin, server.creatorKey);
  const { id: largest } = await creator.send('GET', '/me');
  const [{ executions }] = await fillExecutions(client, { ...size, largest });
  await fillDemandYear(client, largest, { resources: size.resources, days: size.account.days });
  const rows = await fillProviderYear(client, largest, size.account);
  await client.query('VACUUM (ANALYZE)');
  const first = await time(creator, OVERVIEW);
  const answers = [];
  for (const [title, path] of QUESTIONS) answers.push([title, await measure(creator, path)]);
  process.stdout.write(toMarkdown(answers, { executions, rows, first }));
  if (options.plans) await printPlans(creator);
} finally {
  await client.end();
  await server.stop();
  await Promise.all(stubs.map(endProcess));
}

/** One question again and again; the first times warm caches and code up. */
async function measure(creator, path) {
  for (let warm = 0; warm < 3; warm += 1) await time(creator, path);
  const times = [];
  let bytes = 0;
  for (let n = 0; n < size.asked; n += 1) {
    const { ms, length } = await time(creator, path);
    times.push(ms);
    bytes = length;
  }
  return { times: times.sort((a, b) => a - b), bytes };
}

async function time(creator, path) {
  const start = performance.now();
  const response = await creator.ask('GET', path);
  // Until the last byte is here: what a client makes of it is not ours.
  const { byteLength: length } = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return { ms: performance.now() - start, length };
}

async function printPlans(creator) {
  const plansOf = await followPlans(client, server.databaseDirectory);
  for (const [title, path] of QUESTIONS) {
    const plans = await plansOf(() => time(creator, path));
    process.stdout.write(`\n## ${title}\n\n${path}\n\n${plans}\n`);
  }
}

function toMarkdown(answers, { executions, rows, first }) {
  const { workspaces, models, days } = size.account;
  return [
    '| question | p50 | p95 | answer |',
    '| --- | --: | --: | --: |',
    ...answers.map(([title, { times, bytes }]) => {
      const [p50, p95] = [0.5, 0.95].map((part) => quantile(times, part).toFixed(1));
      return `| ${title} | ${p50} ms | ${p95} ms | ${(bytes / 1024).toFixed(0)} KiB |`;
    }),
    '',
    `The creator has ${executions} of ${size.executions} executions of ${size.owners} owners, and an account`,
    `with ${workspaces} workspaces and ${models} models for ${days} days: ${rows} rows.`,
    `Each question ${size.asked} times. The first in a new zone: ${first.ms.toFixed(0)} ms. Node ${process.version}.`,
    '',
  ].join('\n');
}
