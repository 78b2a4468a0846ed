import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { checkAnswers } from './answer-checks.js';
import { Bench, type Check } from './provider-bench.js';
import { checkDefinition } from './definition-checks.js';
import { checkFailures } from './failure-checks.js';
import type { ConnectionProviderGround } from './connection-ground.js';
import { checkSeparation } from './separation-checks.js';

/**
 * What every provider of connections owes its users: run it on yours, with a stand-in of its API.
 * docs/extending.md shows how.
 */
export function describeConnectionProvider(name: string, ground: ConnectionProviderGround): void {
  describe(`the connection provider ${name}`, () => {
    const bench = new Bench(ground);
    beforeAll(() => bench.start());
    afterAll(() => bench.stop());
    checksOf(it, bench);
  });
}

/** Hands every check of the suite out. */
export function checksOf(check: Check, bench: Bench): void {
  checkDefinition(check, bench);
  checkAnswers(check, bench);
  if (bench.ground.standIn === undefined) return;
  checkFailures(check, bench);
  checkSeparation(check, bench);
}
