import type { Counted } from './record.js';

/** A part of a spool that is not in the database yet. */
export interface Piece {
  readonly begins: number;
  readonly ends: number;
  readonly counts: readonly Counted[];
  /** Lines that are no records. */
  readonly unreadable: number;
}

/** Records in the order they were written in, each with its place, of which some are in the database. */
export interface SpoolSource {
  /** A UUID, under which the database knows how much of it was added. */
  readonly id: string;
  /** What follows on what was added; undefined when nothing does. */
  next(): Promise<Piece | undefined>;
  /** Learns up to where everything was added. */
  foldedTo(place: number): void;
}
