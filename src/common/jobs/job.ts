/** Work that runs on a schedule, once for all replicas. */
export interface Job {
  /** Stable name; the queue keeps it. */
  readonly name: string;
  /** Crontab expression in UTC; or `@start`: when a server starts, once for all that do together. */
  readonly schedule: string;
  /** Does the work. A rejection is tried again with exponential back-off. */
  run(): Promise<void>;
}
