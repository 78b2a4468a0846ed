/** What bounds a run. */
export interface RunLimits {
  /** Questions to the provider; one that it wants put again a moment later is the same question. */
  readonly questions: number;
  readonly ms: number;
  /** Whether it goes on into the past after the present. */
  readonly goesBack: boolean;
}

/** Of a job. A window takes fewer questions than that, so every run comes forward. */
export const JOB_LIMITS: RunLimits = { questions: 60, ms: 120_000, goesBack: true };

/** Of a request that somebody waits for. */
export const REQUEST_LIMITS: RunLimits = { questions: 60, ms: 8_000, goesBack: false };
