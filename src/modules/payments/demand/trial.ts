import type { Problem } from '../../../common/errors/index.js';

/** A payment that was counted as a try when somebody was about to reserve it. At most one of these is called. */
export interface Trial {
  /** It had been reserved before, for this very request: it is no other try. */
  repeated(): void;
  /** It was not reserved. */
  refused(problem: Problem): void;
  /**
   * Its call ended with a problem.
   * @param wasAccepted the payment had been found good by then
   */
  ended(problem: Problem, wasAccepted: boolean): void;
}

/** What nobody counts: nobody would see it. */
export const NO_TRIAL: Trial = {
  repeated: () => undefined,
  refused: () => undefined,
  ended: () => undefined,
};
