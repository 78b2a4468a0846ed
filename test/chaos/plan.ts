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
  /** Whether it pays what was used, up to what was signed; where it does not pay first. */
  readonly byUse: boolean;
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
const CYCLE: readonly Strike[] = [...STRIKES, 'kill', 'none', 'none'];
const REAL_TROUBLES = TROUBLES.filter((trouble) => trouble !== 'none');
const PLACES = STEPS.flatMap((step) => MODES.map((mode) => ({ step, mode })));

/** Where a replica is struck, most calls have no other trouble. */
const SELDOM: readonly Trouble[] = [
  ...REAL_TROUBLES,
  ...Array.from<Trouble>({ length: 2 * REAL_TROUBLES.length }).fill('none'),
];

/**
 * The waves of a run: the same for the same arguments. Strikes, troubles and steps are dealt like
 * cards, so that none is missing for long.
 * @param strikes how it begins; chance goes on
 */
export function planRun(
  seed: number,
  rounds: number,
  waveSize: number,
  strikes: readonly Strike[] = [],
): readonly WavePlan[] {
  const count = Math.ceil(rounds / waveSize);
  const troubles = deal(REAL_TROUBLES, rounds, seed);
  const places = deal(PLACES, rounds, seed);
  const rest = draw(chances, rounds, seed);
  return [...strikes, ...deal(CYCLE, count, seed)].slice(0, count).map((strike, number) => {
    const plans = rest.slice(number * waveSize, (number + 1) * waveSize);
    const dealt = plans.map((plan, place): RoundPlan => {
      const index = number * waveSize + place;
      if (strike !== 'none') return { ...plan, index, ...places.shift() };
      return { ...plan, index, trouble: troubles.shift() ?? 'none' };
    });
    return { strike, replica: plans[0]?.forwards === true ? 0 : 1, rounds: dealt };
  });
}

/** All cards in another order, again and again. */
function deal<T>(cards: readonly T[], count: number, seed: number): T[] {
  const shuffled = fc.shuffledSubarray([...cards], { minLength: cards.length });
  return draw(shuffled, Math.ceil(count / cards.length), seed)
    .flat()
    .slice(0, count);
}

function draw<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): T[] {
  return fc.sample(fc.noBias(arbitrary), { seed, numRuns: count });
}

const oneIn = (count: number) => fc.integer({ min: 1, max: count }).map((drawn) => drawn === 1);

/** What is left to chance alone. */
const chances: fc.Arbitrary<Omit<RoundPlan, 'index'>> = fc.record({
  mode: fc.constantFrom(...MODES),
  paysFirst: oneIn(4),
  byUse: oneIn(2),
  senders: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1) },
    { weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) },
    { weight: 1, arbitrary: fc.constant(20) },
  ),
  trouble: fc.constantFrom(...SELDOM),
  step: fc.constant(undefined),
  forwards: fc.boolean(),
  stubborn: oneIn(4),
  insists: oneIn(3),
});
