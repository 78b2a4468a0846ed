/** When the money moves, as the seller decides: after the work, or before costly work starts. */
export type SettlementPolicy = 'after_execution' | 'before_execution';

/** When the money of one call moves. A stream is settled when its first output exists. */
export type ClaimPolicy = SettlementPolicy | 'at_first_output';

/** Where the money of a claim stands. */
export const CLAIM_STATUSES = [
  /** Reserved for one request; the payment is verified, then the work runs, and nothing is charged. */
  'claimed',
  /** The network is being asked to move the money. */
  'settling',
  /** Asked, but the answer is not known; it is reconciled from the chain. */
  'unknown',
  /** Refused, and the chain shows the money unmoved; watched until the payment has expired. */
  'refused',
  /** The money moved and the result belongs to the buyer. Final. */
  'settled',
  /** Nothing was charged; the payment may be used again. Final. */
  'released',
] as const;

export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** Every allowed change of status; the database refuses all others as well. */
export const CLAIM_TRANSITIONS: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>> = {
  claimed: ['settling', 'released'],
  settling: ['settled', 'released', 'unknown', 'refused'],
  unknown: ['settling', 'settled', 'released', 'refused'],
  refused: ['settling', 'settled', 'released', 'unknown'],
  settled: [],
  released: [],
};

/**
 * Where the work of a claim stands: `pending` until it has run to its end or cannot be run any more,
 * `done` with its result, `failed` without one, or with a part of it.
 */
export type WorkStatus = 'pending' | 'done' | 'failed';

/** Whether a claim may go from one status to another. */
export function canMove(from: ClaimStatus, to: ClaimStatus): boolean {
  return CLAIM_TRANSITIONS[from].includes(to);
}

/**
 * Whether the work of a claim may go on to `to` while its status becomes `status`. What failed is
 * final: nothing was charged, or a refund is owed. A result is dropped only when nothing was charged.
 */
export function canWork(from: WorkStatus, to: WorkStatus, status: ClaimStatus): boolean {
  if (from === to || from === 'pending') return true;
  return from === 'done' && to === 'failed' && status === 'released';
}

/** The part of a claim that {@link mayBePublic} decides by. */
export interface AskedClaim {
  readonly status: ClaimStatus;
  /** When the network was last about to be asked; null while certainly nobody was. */
  readonly askedAt: Date | null;
}

/**
 * Whether strangers may know the signed payment of a claim: once the network was asked to move the
 * money, the authorization and its signature can be read from the chain or from its pool of pending
 * transactions.
 */
export function mayBePublic({ status, askedAt }: AskedClaim): boolean {
  if (status === 'claimed') return false;
  if (status === 'refused' || status === 'released') return askedAt !== null;
  return true;
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
