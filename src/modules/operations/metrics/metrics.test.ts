import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { DatabaseGauges } from './database-gauges.js';
import type { Figure } from './operating-figures.js';
import type { OperatingFiguresRepository } from './operating-figures.repository.js';
import { OperatingFigures } from './operating-figures.service.js';
import { RequestDurations } from './request-durations.js';

const FIGURES: Figure[] = [
  { name: 'open_claims', of: 'unknown', value: 3 },
  { name: 'pending_notes', of: null, value: 7 },
];

const shown = async (...all: (Figure[] | undefined)[]) => {
  const registry = new Registry();
  const gauges = new DatabaseGauges(registry);
  for (const figures of all) gauges.show(figures);
  const text = await registry.metrics();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
};

describe('gauges of the database', () => {
  it('show what was told, and 0 for what was not', async () => {
    const lines = await shown(FIGURES);
    expect(lines).toEqual(
      expect.arrayContaining([
        'coinslot_database_up 1',
        'coinslot_open_claims{status="unknown"} 3',
        'coinslot_open_claims{status="claimed"} 0',
        'coinslot_pending_notes 7',
        'coinslot_jobs_waiting 0',
      ]),
    );
  });

  it('are absent, and never old, when the database does not answer', async () => {
    expect(await shown(FIGURES, undefined)).toEqual(['coinslot_database_up 0']);
    expect(await shown(undefined, FIGURES)).toEqual(await shown(FIGURES));
  });
});

describe('figures of the database', () => {
  let now = 0;
  let reads: (() => Promise<Figure[]>)[];
  let asked = 0;
  const read = () => {
    asked += 1;
    return (reads.shift() ?? (async () => FIGURES))();
  };
  const figures = () => {
    const repository = { read } as unknown as OperatingFiguresRepository;
    return new OperatingFigures(repository, { now: () => new Date(now) }, pino({ enabled: false }));
  };
  beforeEach(() => {
    [now, asked, reads] = [1_000_000, 0, []];
    jest.useFakeTimers();
  });
  afterEach(() => void jest.useRealTimers());

  it('are read once in 15 seconds, however many ask', async () => {
    const known = figures();
    await Promise.all([known.latest(), known.latest()]);
    now += 14_999;
    expect(await known.latest()).toBe(FIGURES);
    expect(asked).toBe(1);
    now += 1;
    await known.latest();
    expect(asked).toBe(2);
  });

  it('are unknown when the database refuses, and are read again later', async () => {
    reads = [() => Promise.reject(new Error('gone'))];
    const known = figures();
    expect(await known.latest()).toBeUndefined();
    now += 15_000;
    expect(await known.latest()).toBe(FIGURES);
  });

  it('are waited for no longer than two seconds', async () => {
    reads = [() => new Promise(() => undefined)];
    const latest = figures().latest();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await latest).toBeUndefined();
  });
});

describe('durations of requests', () => {
  it('are told by the pattern of the route and the class of the status', async () => {
    const registry = new Registry();
    const durations = new RequestDurations(registry);
    const about = { requestId: 'planted-id', method: 'GET', status: 402, durationMs: 20 };
    durations.note({ ...about, route: '/@:username/:slug' });
    durations.note({ ...about, route: undefined, status: 404 });
    const text = await registry.metrics();
    expect(text).toContain('method="GET",route="/@:username/:slug",status="4xx"} 0.02');
    expect(text).toContain('route="none",status="4xx"');
    expect(text).not.toContain('planted');
  });
});
