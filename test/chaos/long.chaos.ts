import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readEnvironment } from '../../src/common/config/index.js';
import { STRIKES } from './faults.js';
import { runChaos } from './run.js';

const HOUR_MS = 3_600_000;

/**
 * `CHAOS_SEED` repeats a run, `CHAOS_ROUNDS` says how long it is, `CHAOS_WAVE` how many rounds run at
 * the same time, and `CHAOS_STRIKES` (names of the plan's strikes, with commas) how it begins.
 */
const environment = readEnvironment();
const seed = Number(environment['CHAOS_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const rounds = Number(environment['CHAOS_ROUNDS'] ?? 200);
const waveSize = Number(environment['CHAOS_WAVE'] ?? 16);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const strikes = (environment['CHAOS_STRIKES'] ?? '')
  .split(',')
  .flatMap((name) => STRIKES.find((strike) => strike === name) ?? []);

it(
  'keeps every promise through kills, pauses, partitions and lies',
  async () => {
    say(`seed ${seed}`);
    const { figures, violations, logs } = await runChaos({
      seed,
      rounds,
      waveSize,
      strikes,
      onProgress: say,
    });
    violations.forEach(say);
    if (violations.length > 0) {
      const directory = mkdtempSync(join(tmpdir(), 'coinslot-chaos-'));
      logs.forEach((log, index) => writeFileSync(join(directory, `replica-${index}.log`), log));
      say(`what the servers wrote: ${directory}`);
    }
    say(figures);
    expect(violations.length).toBe(0);
  },
  HOUR_MS,
);
