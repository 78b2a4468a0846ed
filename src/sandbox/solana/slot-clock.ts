import { createHash } from 'node:crypto';
import { writeBase58 } from '../../common/solana/index.js';

const SLOT_MS = 400;
/** Some slots lie behind the chain from its beginning, so that there are blocks that are too old. */
const FIRST_SLOT = 1_000;
/** How many slots a block's hash can be named for. */
const LIFETIME = 150;
/** How many slots a block takes until it is final; on the real network some thirty. */
const FINAL_AFTER = 2;

/** Slots and blocks of a chain whose time goes on by itself: one block in each slot, with a hash that its number gives. */
export class SlotClock {
  /** Blocks before this one were declared too old. */
  private oldest = 0;

  /** @param began Unix milliseconds */
  constructor(
    readonly began: number,
    private readonly now: () => number = Date.now,
  ) {}

  get slot(): number {
    return FIRST_SLOT + Math.floor((this.now() - this.began) / SLOT_MS);
  }

  get finalSlot(): number {
    return this.slot - FINAL_AFTER;
  }

  /** Unix seconds. */
  timeOf(slot: number): number {
    return Math.floor((this.began + (slot - FIRST_SLOT) * SLOT_MS) / 1000);
  }

  hashOf(slot: number): string {
    return writeBase58(createHash('sha256').update(`${this.began} slot ${slot}`).digest());
  }

  /** Whether a transaction may name the hash, as of that slot. */
  isLive(hash: string, asOf = this.slot): boolean {
    for (let slot = asOf; slot >= Math.max(this.oldest, asOf - LIFETIME); slot -= 1) {
      if (this.hashOf(slot) === hash) return true;
    }
    return false;
  }

  /** Nobody can use a hash of before any more. */
  expireHashes(): void {
    this.oldest = this.slot + 1;
  }

  get lifetime(): number {
    return LIFETIME;
  }
}
