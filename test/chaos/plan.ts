import * as fc from 'fast-check';

/** How a buyer asks: for JSON, for a stream, or to be answered later. */
export const MODES = ['json', 'stream', 'async'] as const;
export type Mode = (typeof MODES)[number];

/** Where in a paid call a strike can fall, in the order of a JSON call. */
export const STEPS = [
  /** The claim's INSERT is on its way to the database. */
  'claim_insert',
  /** The claim is committed, the server does not know it yet. */
  'claim_commit',
  'verify',
  'model_asked',
  /** The first piece of the model's answer has been sent. */
  'model_middle',
  /** The facilitator is asked to settle and has done nothing yet. */
  'settle_asked',
  /** The money moved; the reply is on its way. */
  'settle_mined',
  /** The settlement's INSERT is on its way to the database. */
  'book_insert',
  /** The settlement is booked, the server does not know it yet. */
  'book_commit',
  /** The head of the answer has reached the buyer. */
  'answer',
] as const;
export type Step = (typeof STEPS)[number];

/** What hits a whole replica while calls stand at their steps. */
export const STRIKES = [
  'none',
  'kill',
  'kill_both',
  /** Stopped for longer than a lease, then continued. */
  'pause',
  /** Cut off from its database for a moment: every connection breaks. */
  'database_cut',
  /** For longer than a lease nothing passes to or from its database. */
  'database_stall',
  'facilitator_cut',
  'facilitator_silent',
  'chain_cut',
  'chain_silent',
] as const;
export type Strike = (typeof STRIKES)[number];

/** What goes wrong for one call alone. */
export const TROUBLES = [
  'none',
  'verify_garbage',
  'verify_cut',
  'verify_silent',
  'verify_denied',
  /** Says success, with the hash of a transaction that does not exist. */
  'settle_invented',
  /** Says success, with the hash of somebody else's transfer. */
  'settle_borrowed',
  /** Says no, and settles a moment later. */
  'settle_denied_late',
  /** Says no; whether it settled all the same is {@link RoundPlan.forwards}, as for those below. */
  'settle_denied',
  'settle_other_payer',
  'settle_garbage',
  'settle_silent',
  'settle_cut',
  /** Settles twice and passes on the second reply, which is a refusal. */
  'settle_twice',
  'model_overloaded',
  'model_cut_first',
  'model_cut_middle',
  /** Says nothing for long, and breaks the connection then. */
  'model_silent',
  'chain_cut',
  'chain_silent',
  /** The buyer hangs up while the model runs. */
  'buyer_leaves',
  /** The buyer moves the money elsewhere after the verification, and later has some again. */
  'wallet_emptied',
] as const;
export type Trouble = (typeof TROUBLES)[number];

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
