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
