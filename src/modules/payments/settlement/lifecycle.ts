/** When the money moves: after the work has a result, or before costly work starts. */
export type SettlementPolicy = 'after_execution' | 'before_execution';

/** Where a claimed payment stands. */
export const CLAIM_STATUSES = [
  /** Reserved for one request; nothing has happened yet. */
  'claimed',
  /** The facilitator found the payment good; the work runs. */
  'verified',
  /** The work is done and its result stored. */
  'executed',
  /** The network is being asked to move the money. */
  'settling',
  /** Asked, but the answer is not known; it is reconciled from the chain. */
  'unknown',
  /** The money moved and the result belongs to the buyer. Final. */
  'settled',
  /** Nothing was charged; the payment may be used again. Final. */
  'released',
] as const;

export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** Every allowed change of status; the database refuses all others as well. */
export const CLAIM_TRANSITIONS: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>> = {
  claimed: ['verified', 'released'],
  verified: ['executed', 'released'],
  executed: ['settling', 'released'],
  settling: ['settled', 'released', 'unknown'],
  unknown: ['settling', 'settled', 'released'],
  settled: [],
  released: [],
};

export function canMove(from: ClaimStatus, to: ClaimStatus): boolean {
  return CLAIM_TRANSITIONS[from].includes(to);
}

/**
 * Proves that the table makes sense: everything can be reached from `claimed`, everything can end,
 * and both ends are final.
 * @throws Error naming the status that breaks it.
 */
export function assertLifecycle(
  table: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>> = CLAIM_TRANSITIONS,
): void {
  const reached = reachable('claimed', table);
  for (const status of CLAIM_STATUSES) {
    if (!reached.has(status)) throw new Error(`claim status ${status} cannot be reached`);
    const ends = reachable(status, table);
    if (!ends.has('settled') && !ends.has('released')) {
      throw new Error(`a claim that is ${status} can never end`);
    }
  }
  for (const final of ['settled', 'released'] as const) {
    if (table[final].length > 0) throw new Error(`claim status ${final} must be final`);
  }
}

function reachable(
  from: ClaimStatus,
  table: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>>,
): ReadonlySet<ClaimStatus> {
  const seen = new Set<ClaimStatus>([from]);
  for (const status of seen) for (const next of table[status]) seen.add(next);
  return seen;
}
