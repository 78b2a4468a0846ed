import { Gate } from '../e2e/claude.js';

/** How a connection is disturbed: broken at once, or nothing passes any more. */
export type Disturbance = 'cut' | 'silent';

/** The state of one way between a replica and what it depends on. */
export class Partition {
  #disturbance: Disturbance | undefined;
  #lifted = new Gate();

  get kind(): Disturbance | undefined {
    return this.#disturbance;
  }

  begin(kind: Disturbance): void {
    this.#disturbance = kind;
    this.#lifted = new Gate();
  }

  lift(): void {
    this.#disturbance = undefined;
    this.#lifted.open();
  }

  /** Waits while nothing passes. */
  async passable(): Promise<void> {
    if (this.#disturbance === 'silent') await this.#lifted.opened;
  }
}
