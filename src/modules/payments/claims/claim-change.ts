import { type FunctionCall, hasState } from '../../../common/database/index.js';
import { canMove, canWork } from './claim-lifecycle.js';
import { type ClaimChanges, type HeldClaim, LeaseLost } from './held-claim.js';

/** SQLSTATE of `change_claim` when the claim is not as its holder believes. */
const LEASE_LOST = 'LEASE';

/** A claim that moves on: how that is written down, and what it then is. */
export interface ClaimChange {
  readonly call: FunctionCall;
  readonly next: HeldClaim;
}

/** Tells those who hold claims what the database says of one that somebody else works on by now. */
export function asLeaseLost(error: unknown): never {
  throw hasState(error, LEASE_LOST)
    ? new LeaseLost('the claim is held by another process', { cause: error })
    : error;
}

/**
 * Moves a held claim on; what a given back one kept is forgotten.
 * @throws Error for a change that the lifecycle does not have
 */
export function changeOf(claim: HeldClaim, changes: ClaimChanges): ClaimChange {
  const { id, leaseToken, status, work } = claim;
  const next = { ...claim, ...changes };
  if (next.status !== status && !canMove(status, next.status)) {
    throw new Error(`a claim cannot go from ${status} to ${next.status}`);
  }
  if (!canWork(work, next.work, next.status)) {
    throw new Error(`the work of a ${status} claim cannot go from ${work} to ${next.work}`);
  }
  const { result, note, ...small } = changes;
  const contents = [result, note].map((content) =>
    content === undefined ? null : JSON.stringify(content),
  );
  const parameters = [id, leaseToken, status, work, JSON.stringify(columnsOf(small)), ...contents];
  return { call: { name: 'change_claim', parameters }, next };
}

function columnsOf(changes: Omit<ClaimChanges, 'result' | 'note'>): object {
  const { askedAt, firstAskedAt, searchedBlock, settledAt, unpaidAt, neverBegun, ...others } =
    changes;
  const { charge, chargeBasis, moved, ...same } = others;
  return {
    ...same,
    asked_at: askedAt,
    first_asked_at: firstAskedAt,
    searched_block: searchedBlock?.toString() ?? searchedBlock,
    settled_at: settledAt,
    unpaid_at: unpaidAt,
    never_begun: neverBegun,
    charge: charge?.toString(),
    charge_basis: chargeBasis ?? undefined,
    moved: moved?.toString(),
  };
}
