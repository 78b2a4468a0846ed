import type { ClaimRow, Evidence } from './evidence.js';
import type { Violation } from './book-rules.js';
import type { WavePlan } from './plan.js';

/** What came of a run. */
export interface Report {
  /** Everything in one line. */
  readonly figures: string;
  /** Each with the plan of its round and the rows of its claims; empty when all promises held. */
  readonly violations: readonly string[];
  /** What the servers wrote. */
  readonly logs: readonly string[];
}

interface Found {
  readonly options: { readonly seed: number };
  readonly waves: readonly WavePlan[];
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
  readonly passes: number;
  readonly logs: readonly string[];
  /** Milliseconds since the epoch. */
  readonly begun: number;
}

/** Puts together what came of a run. */
export function reportOf(found: Found): Report {
  return {
    figures: figuresOf(found),
    violations: found.violations.map((violation) => describeViolation(violation, found)),
    logs: found.logs,
  };
}

function figuresOf({ options, waves, evidence, violations, passes, begun }: Found): string {
  const { rounds, claims, used } = evidence;
  const lanes = rounds.map(({ lane }) => lane);
  const charged = lanes.filter(({ nonce }) => used.has(nonce)).length;
  const struck = countBy(waves.map(({ strike }) => strike));
  const troubled = countBy(
    lanes.filter((lane) => lane.troubled > 0).map(({ plan }) => plan.trouble),
  );
  const figures = {
    seed: options.seed,
    rounds: rounds.length,
    requests: sum(lanes.map(({ answers }) => answers.length)),
    kills: (struck['kill'] ?? 0) + 2 * (struck['kill_both'] ?? 0),
    pauses: struck['pause'] ?? 0,
    waves: struck,
    troubles: troubled,
    charged,
    notCharged: lanes.length - charged,
    refused: lanes.filter(({ answers }) => answers.some(({ status }) => status === 402)).length,
    refundsOwed: claims.filter(({ refundOwed }) => refundOwed).length,
    partialResults: sum(rounds.map(({ rested }) => rested.filter(isPartial).length)),
    runs: sum(lanes.map(({ begun }) => begun)),
    runAgain: sum(claims.map(({ attempts }) => attempts - 1)),
    recoveryPasses: passes,
    seconds: Math.round((Date.now() - begun) / 1000),
    violations: violations.length,
  };
  return JSON.stringify(figures);
}

function describeViolation({ rule, nonce, detail }: Violation, { evidence }: Found): string {
  const lane = evidence.rounds.find((round) => round.lane.nonce === nonce)?.lane;
  const claims = evidence.claims.filter((claim) => claim.nonce === nonce);
  const { strike, replica } = lane?.wave ?? {};
  const about =
    lane === undefined
      ? []
      : [
          `  plan ${JSON.stringify({ strike, replica, ...lane.plan })}`,
          `  answers ${JSON.stringify(lane.answers)}`,
          ...claims.map(
            ({ amount, ...claim }) =>
              `  claim ${JSON.stringify({ ...claim, amount: String(amount) })}`,
          ),
        ];
  return [`${rule}: ${detail}`, ...about].join('\n');
}

function isPartial({ status, work, policy }: ClaimRow): boolean {
  return status === 'settled' && work === 'failed' && policy === 'at_first_output';
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
