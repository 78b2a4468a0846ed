import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { Drawn, Logged } from './planted-books.js';

/** Moments near changes of the clock, ends of days and ends of years, in some zone of {@link ZONES}. */
const EDGES = [
  '2026-01-01T00:00:00Z',
  '2026-03-08T07:00:00Z',
  '2026-03-29T01:00:00Z',
  '2026-04-04T15:00:00Z',
  '2026-06-30T18:15:00Z',
  '2026-10-03T15:30:00Z',
  '2026-10-25T01:00:00Z',
  '2026-11-01T06:00:00Z',
  '2026-12-31T18:15:00Z',
].map((text) => Date.parse(text));

export const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'UTC',
];

const RESOURCES = [randomUUID(), randomUUID(), randomUUID()];

const moments = fc
  .record({ edge: fc.constantFrom(...EDGES), minutes: fc.integer({ min: -1_500, max: 1_500 }) })
  .map(({ edge, minutes }) => new Date(edge + minutes * 60_000));

const calls: fc.Arbitrary<Drawn> = fc.record({
  isOwn: fc.boolean(),
  resourceId: fc.constantFrom(...RESOURCES, null),
  network: fc.constantFrom('eip155:8453', 'eip155:84532'),
  amount: fc.bigInt({ min: 1n, max: 9_000_000_000n }),
  feeBasisPoints: fc.constantFrom(0, 1, 250, 10_000),
  fate: fc.constantFrom('kept', 'owed', 'paid', 'vanished', 'owed_vanished', 'paid_vanished'),
  times: fc.tuple(moments, moments, moments, moments),
});

const runs: fc.Arbitrary<Omit<Logged, 'call'>> = fc.record({
  isOwn: fc.boolean(),
  resourceId: fc.constantFrom(...RESOURCES),
  at: moments,
  status: fc.constantFrom('paid', 'test', 'not_charged', 'rerun'),
  attempt: fc.constantFrom(1, 2),
  failure: fc.constantFrom(null, null, 'timeout', 'model_busy', 'call_interrupted'),
  model: fc.constantFrom(null, 'claude:haiku', 'openrouter:meta/llama:free'),
  tokens: fc.option(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat())),
  costNanoUsd: fc.option(fc.constantFrom(0n, 1n, 123_456_789n)),
  durationMs: fc.nat(),
});

/** Some calls with what became of their payments, some runs, and zones that are asked for. */
export const books = fc.record({
  calls: fc.array(calls, { minLength: 5, maxLength: 25 }),
  runs: fc
    .array(runs, { minLength: 5, maxLength: 25 })
    .map((all): Logged[] => all.map((run) => ({ ...run, call: randomUUID() }))),
  zones: fc.shuffledSubarray(ZONES, { minLength: 2, maxLength: 3 }),
});
