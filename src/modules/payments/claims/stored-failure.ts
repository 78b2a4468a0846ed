import { Problem, type ProblemDetails, type ProblemType } from '../../../common/errors/index.js';

/** A {@link Problem} as data, kept with a claim for everybody who asks for its result. */
export interface StoredFailure {
  readonly type: ProblemType;
  readonly details: ProblemDetails;
}

export function restoreFailure({ type, details }: StoredFailure): Problem {
  return new Problem(type, details);
}

/** The problem as it is told and kept, with how it leaves the buyer's money. */
export function failureWith(
  { type, details }: Problem,
  payment: 'not_charged' | 'charged' | 'unknown',
): StoredFailure {
  return { type, details: { ...details, payment } };
}

/**
 * A failure after the charge: sending the payment again helps once `pauseSeconds` are over; where that
 * is undefined, it never does.
 */
export function chargedFailure(
  { type, details }: Problem,
  pauseSeconds: number | undefined,
): StoredFailure {
  const { retryAfterSeconds: _, ...rest } = details;
  if (pauseSeconds === undefined) {
    return { type: { ...type, retryable: false }, details: { ...rest, payment: 'charged' } };
  }
  return { type, details: { ...rest, payment: 'charged', retryAfterSeconds: pauseSeconds } };
}
