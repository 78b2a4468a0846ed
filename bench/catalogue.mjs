// The public catalogue, searched over HTTP: node bench/catalogue.mjs [--quick] [--plans]
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../dist/src/sandbox/postgres/index.js';
import { fill } from './catalogue/fill.mjs';
import { quantile, timePaths } from './catalogue/measure.mjs';
import { explain } from './catalogue/plans.mjs';
import { QUESTIONS } from './catalogue/questions.mjs';
import { Random } from './catalogue/random.mjs';
import { endProcess, originOf, startProcess } from './processes.mjs';
import { startEmpty } from './servers/coinslot.mjs';

const FULL = { owners: 2_000, resources: 100_000, asked: 200 };
/** Shows that everything works; its figures say nothing. */
const QUICK = { owners: 20, resources: 500, asked: 5 };
const SEED = 402;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, plans: { type: 'boolean' } },
});
const size = options.quick ? QUICK : FULL;
const stubs = [startProcess('bench/stub-facilitator.mjs'), startProcess('bench/upstream.mjs')];
const [facilitatorUrl, upstreamUrl] = await Promise.all(stubs.map(originOf));
const server = await startEmpty({ facilitatorUrl, upstreamUrl });
try {
  const random = new Random(SEED);
  const { resources, seconds } = await fillDatabase(random);
  const rows = [];
  for (const [title, paths] of pathsOf(resources, random)) rows.push([title, await measure(paths)]);
  process.stdout.write(toMarkdown(rows, seconds));
  if (options.plans) await printPlans(resources, random);
} finally {
  await server.stop();
  await Promise.all(stubs.map(endProcess));
}

async function fillDatabase(random) {
  const postgres = await startPostgres({ directory: server.databaseDirectory });
  const client = new Client(postgres.url('coinslot'));
  await client.connect();
  const start = performance.now();
  const resources = await fill(client, random, size);
  await client.end();
  return { resources, seconds: (performance.now() - start) / 1000 };
}

/** Every kind of question, asked about many resources. */
function pathsOf(resources, random) {
  const sample = Array.from({ length: size.asked }, () => random.pick(resources));
  const searches = QUESTIONS.map(([title, make]) => [
    title,
    sample.map((one) => `/api/v1/resources?${new URLSearchParams(make(one, random))}`),
  ]);
  return [
    ['nothing: is the server alive?', sample.map(() => '/health/live')],
    ...searches,
    ['one by its id', sample.map(({ id }) => `/api/v1/resources/${id}`)],
    [
      'one by its address',
      sample.map(({ username, slug }) => `/api/v1/resources/by-slug/${username}/${slug}`),
    ],
    ['the categories', sample.map(() => '/api/v1/resources/categories')],
  ];
}

/** The first time warms caches and code up. */
async function measure(paths) {
  await timePaths(server.origin, paths.slice(0, 20));
  return timePaths(server.origin, paths);
}

async function printPlans(resources, random) {
  for (const [title, make] of QUESTIONS) {
    const query = make(random.pick(resources), random);
    const plans = await explain(server.databaseUrl, query);
    process.stdout.write(`\n## ${title}\n\n${JSON.stringify(query)}\n\n${plans.join('\n\n')}\n`);
  }
}

function toMarkdown(rows, seconds) {
  return [
    '| question | p50 | p95 | rows |',
    '| --- | --: | --: | --: |',
    ...rows.map(([title, { times, rows: shown }]) => {
      const [p50, p95] = [0.5, 0.95].map((part) => quantile(times, part).toFixed(1));
      return `| ${title} | ${p50} ms | ${p95} ms | ${shown.toFixed(0)} |`;
    }),
    '',
    `${size.resources} resources of ${size.owners} owners, made in ${seconds.toFixed(0)} s.`,
    `Each question ${size.asked} times over one connection. Node ${process.version}.`,
    '',
  ].join('\n');
}
