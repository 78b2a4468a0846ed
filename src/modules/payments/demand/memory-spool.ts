import { addUp } from './record.js';
import type { Piece, SpoolSource } from './spool-source.js';

/** So many different records are kept; a server sells less than that in a quarter of an hour. */
const MAX_LINES = 20_000;

/** Counts while no file can be written: exact unless the process dies. Its size is bounded. */
export class MemorySpool implements SpoolSource {
  private lines = new Map<string, number>();
  private pending: Piece | undefined;
  private begins = 0;
  private dropped = 0;

  constructor(readonly id: string) {}

  /** Records that found no room since the last call. */
  takeDropped(): number {
    const { dropped } = this;
    this.dropped = 0;
    return dropped;
  }

  /** @param line a record with its line's end */
  add(line: Buffer): void {
    const text = line.toString('latin1', 0, line.length - 1);
    const known = this.lines.get(text);
    if (known === undefined && this.lines.size >= MAX_LINES) this.dropped += 1;
    else this.lines.set(text, (known ?? 0) + 1);
  }

  /** Whether an attempt to add it was answered or not: the same piece until it is known to be added. */
  next(): Promise<Piece | undefined> {
    if (this.pending === undefined && this.lines.size > 0) {
      const records = [...this.lines.values()].reduce((sum, times) => sum + times, 0);
      const ends = this.begins + records;
      this.pending = { begins: this.begins, ends, ...addUp(this.lines) };
      this.lines = new Map();
    }
    return Promise.resolve(this.pending);
  }

  foldedTo(place: number): void {
    this.begins = place;
    this.pending = undefined;
  }
}
