import * as fc from 'fast-check';
import {
  type Mode,
  MODES,
  type Step,
  STEPS,
  type Strike,
  STRIKES,
  type Trouble,
  TROUBLES,
} from './faults.js';

/** Everything that is decided about one payment before it is signed. */
export interface RoundPlan {
  readonly index: number;
  readonly mode: Mode;
  /** Whether the resource settles before costly work starts. */
  readonly paysFirst: boolean;
  /** How many send the same payment at once. */
  readonly senders: number;
  readonly trouble: Trouble;
  /** Where it is held until the strike has fallen; undefined in waves without one. */
  readonly step: Step | undefined;
  /** Whether a settlement that is lost or lied about reaches the chain. */
  readonly forwards: boolean;
  /** Whether the trouble goes on until everything is healed, or happens once. */
  readonly stubborn: boolean;
  /** Whether the buyer sends again, or leaves everything to the servers' own recovery. */
  readonly insists: boolean;
}

/** Rounds that run at the same time, and what hits `replica` when all stand at their steps. */
export interface WavePlan {
  readonly strike: Strike;
  readonly replica: 0 | 1;
  readonly rounds: readonly RoundPlan[];
}

/** What a longer run goes through again and again, each time in another order. */
const CYCLE: readonly Strike[] = [...STRIKES, 'kill', 'kill', 'pause', 'none'];

/** The waves of a run: the same for the same arguments. `strikes` begin it, chance goes on. */
export function planRun(
  seed: number,
  rounds: number,
  waveSize: number,
  strikes: readonly Strike[] = [],
): readonly WavePlan[] {
  const count = Math.ceil(rounds / waveSize);
  const cycle = fc.shuffledSubarray([...CYCLE], { minLength: CYCLE.length });
  const drawn = Array.from({ length: Math.ceil(count / CYCLE.length) }, (_, number) =>
    draw(cycle, seed * 1_000 + number),
  );
  return [...strikes, ...drawn.flat()].slice(0, count).map((strike, number) => {
    const first = number * waveSize;
    const size = Math.min(waveSize, rounds - first);
    // Each wave has a seed of its own, so that a longer run begins like a shorter one.
    return draw(wave(strike, first, size), seed * 10_000 + number);
  });
}

function draw<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [drawn] = fc.sample(fc.noBias(arbitrary), { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('nothing was drawn');
  return drawn;
}

function wave(strike: Strike, first: number, size: number): fc.Arbitrary<WavePlan> {
  const steps = fc.shuffledSubarray([...STEPS], { minLength: STEPS.length });
  const rounds = fc.array(round(strike), { minLength: size, maxLength: size });
  return fc.tuple(fc.constantFrom(0 as const, 1 as const), steps, rounds).map((drawn) => {
    const [replica, order, plans] = drawn;
    const placed = plans.map((plan, place) => ({
      ...plan,
      index: first + place,
      step: strike === 'none' ? undefined : order[place % order.length],
    }));
    return { strike, replica, rounds: placed };
  });
}

/** Where a replica is struck, most calls have no other trouble. */
function round(strike: Strike): fc.Arbitrary<Omit<RoundPlan, 'index' | 'step'>> {
  const any = fc.constantFrom(...TROUBLES);
  const seldom = { weight: strike === 'none' ? 0 : 2, arbitrary: fc.constant('none' as const) };
  return fc.record({
    mode: fc.constantFrom(...MODES),
    paysFirst: oneIn(3),
    senders: fc.oneof(
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) },
      { weight: 1, arbitrary: fc.constant(20) },
    ),
    trouble: fc.oneof({ weight: 1, arbitrary: any }, seldom),
    forwards: fc.boolean(),
    stubborn: oneIn(4),
    insists: fc.boolean(),
  });
}

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: count }).map((drawn) => drawn === 1);
}
