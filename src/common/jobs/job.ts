/** Work that runs on a schedule, once for all replicas. */
export interface Job {
  /** Stable name; the queue keeps it. */
  readonly name: string;
  /** Crontab expression in UTC. */
  readonly schedule: string;
  /** Does the work. A rejection is tried again with exponential back-off. */
  run(): Promise<void>;
}
