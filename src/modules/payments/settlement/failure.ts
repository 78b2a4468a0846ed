import { Problem, type ProblemDetails, type ProblemType } from '../../../common/errors/index.js';

/** A {@link Problem} as data, kept with a claim for everybody who waits for its result. */
export interface StoredFailure {
  readonly type: ProblemType;
  readonly details: ProblemDetails;
}

export function storeFailure({ type, details }: Problem): StoredFailure {
  return { type, details };
}

export function restoreFailure({ type, details }: StoredFailure): Problem {
  return new Problem(type, details);
}
