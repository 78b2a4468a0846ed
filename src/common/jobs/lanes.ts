import type { Lifetime } from '../lifetime/index.js';

/** Bounds of one run of a job that works on whatever is due. */
export interface LaneLimits {
  /** How many it works on at once. */
  readonly count: number;
  /** Milliseconds after which it begins nothing new: other jobs wait for their turn. */
  readonly runMs: number;
}

/** Works on what is due, within bounds, once at a time in each process. */
export class Lanes {
  private isRunning = false;

  constructor(
    private readonly lifetime: Pick<Lifetime, 'isEnding'>,
    private readonly limits: LaneLimits,
  ) {}

  /**
   * Works until nothing is due, the time is up, or the process ends; what has begun comes to its end. While
   * a run is under way, another one returns at once: what hangs must not take every place of the queue.
   * @param next takes what is due next and works on it; false when there is nothing
   * @throws what the first lane to fail threw, once all have ended
   */
  async drain(next: () => Promise<boolean>): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      const time = AbortSignal.timeout(this.limits.runMs);
      const lanes = Array.from({ length: this.limits.count }, () => this.lane(time, next));
      const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      this.isRunning = false;
    }
  }

  private async lane(time: AbortSignal, next: () => Promise<boolean>): Promise<void> {
    let isLeft = true;
    while (isLeft && !time.aborted && !this.lifetime.isEnding) isLeft = await next();
  }
}
