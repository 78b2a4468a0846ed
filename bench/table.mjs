import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

const PACKAGES = ['@x402/express', 'express', '@x402/hono', 'hono', '@hono/node-server'];

/** Title, measurement, figure and unit of every row. */
const ROWS = [
  ['unpaid challenges', 'unpaid', 'perSecond', '/s'],
  ['CPU of one challenge', 'unpaid', 'cpu', 'µs'],
  ['paid calls', 'paid', 'perSecond', '/s'],
  ['CPU of one paid call', 'paid', 'cpu', 'µs'],
  ['… of PostgreSQL besides', 'paid', 'databaseCpu', 'µs'],
  ['flushes of its log for one', 'paid', 'flushes', ''],
  ['transactions for one', 'paid', 'transactions', ''],
  ['one paid call, one connection', 'alone', 'call', 'ms'],
  ['… more than the bare upstream', 'alone', 'added', 'ms'],
  ['stream: first byte after', 'stream', 'firstByte', 'ms'],
  ['stream: last byte after', 'stream', 'lastByte', 'ms'],
  ['stream: first byte before the upstream’s last', 'stream', 'aheadOfEnd', 'ms'],
];

/** What the figures depend on. */
export function surroundings() {
  const versions = PACKAGES.map((name) => [name, versionOf(name)]);
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: availableParallelism(),
    cpuModel: cpus()[0]?.model ?? 'unknown',
    packages: Object.fromEntries(versions),
  };
}

function versionOf(name) {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** The report as one table, with the ratios of Coinslot's figures to the others'. */
export function toMarkdown({ servers, upstream, rounds, ...where }) {
  const { coinslot, hono, express } = servers;
  const rows = ROWS.filter(([, measurement]) => coinslot[measurement] !== undefined);
  const lines = rows.map(([title, measurement, figure, unit]) => {
    const [ours, ...theirs] = [coinslot, hono, express].map((each) => each[measurement][figure]);
    const cells = [ours, ...theirs].map((value) => `${round(value)} ${unit}`);
    return row([title, ...cells, ...theirs.map((value) => ratio(ours, value, figure))]);
  });
  const packages = Object.entries(where.packages).map(([name, version]) => `${name} ${version}`);
  return [
    row(['', 'Coinslot', 'hono', 'express', 'Coinslot ÷ hono', 'Coinslot ÷ express']),
    row(['---', '--:', '--:', '--:', '--:', '--:']),
    ...lines,
    '',
    `Medians of ${rounds} rounds.`,
    ...aboutUpstream(upstream),
    `Node ${where.node}, ${where.platform}, ${where.cpus} CPUs (${where.cpuModel}).`,
    `${packages.join(', ')}.`,
    '',
  ].join('\n');
}

/** Nothing when only challenges were measured: it has no part in them. */
function aboutUpstream(upstream) {
  if (upstream === undefined) return [];
  const { alone, stream } = upstream;
  return [
    `Bare upstream: one answer ${round(alone.call)} ms; slow stream ${round(stream.firstByte)} ms`,
    `to the first and ${round(stream.lastByte)} ms to the last byte.`,
  ];
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function round(value) {
  if (!Number.isFinite(value)) return 'n/a';
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}

/** A stream that was held back is not a multiple of one that was not. */
function ratio(ours, theirs, figure) {
  const value = ours / theirs;
  return figure === 'aheadOfEnd' || !Number.isFinite(value) ? '–' : `${value.toFixed(2)} ×`;
}
