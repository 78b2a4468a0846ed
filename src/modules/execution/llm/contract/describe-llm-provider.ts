import { afterAll, afterEach, beforeAll, describe, it } from '@jest/globals';
import { answers } from './answers.js';
import { Bench, type Check } from './bench.js';
import { calls } from './calls.js';
import { counts } from './counts.js';
import { failures } from './failures.js';
import type { ProviderGround } from './ground.js';
import { keys } from './keys.js';
import { requests } from './requests.js';

/** Hands over each check of the suite, for a bench that will have been started when they run. */
export function checksOf(check: Check, bench: Bench): void {
  for (const part of [answers, counts, requests, failures, calls, keys]) part(check, bench);
}

/**
 * What every provider of models owes the server: run it on yours, with a ground of its own.
 * docs/extending.md shows how.
 */
export function describeLlmProvider(name: string, ground: ProviderGround): void {
  describe(`the provider ${name}`, () => {
    const bench = new Bench(ground);
    beforeAll(() => bench.start());
    afterAll(() => bench.stop());
    afterEach(() => bench.clear());
    checksOf(it, bench);
  });
}
