import type { OutboxEvent } from '../../../common/outbox/index.js';
import type { EndedCall } from '../x402/paid-route.js';

/** What is noted of a payment beside the books of its money. */
export type Note =
  /** Somebody is told of it. */
  | { readonly kind: 'event'; readonly claimId: string; readonly event: OutboxEvent }
  /** The route is told how a run of the call ended. */
  | {
      readonly kind: 'ended';
      readonly claimId: string;
      readonly route: string;
      readonly call: EndedCall;
    };

/** Notes something in the transaction at hand, or keeps it as pending; never fails for its content. */
export type Noter = (note: Note) => Promise<void>;

const FIRST_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 6 * 3_600;

/** Seconds until a note is tried again that was tried so often: 1, 2, 4 … minutes, up to 6 hours. */
export function pauseAfterTries(tries: number): number {
  return Math.min(FIRST_PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS);
}

/** A note as JSON can hold it. */
export function storeNote(note: Note): object {
  if (note.kind === 'event') return note;
  const { amount, startedAt, ...call } = note.call;
  const stored = { ...call, amount: amount.toString(), startedAt: startedAt.toISOString() };
  return { ...note, call: stored };
}

/** The note that {@link storeNote} made `stored` of. */
export function restoreNote(stored: object): Note {
  const note = stored as Note;
  if (note.kind === 'event') return note;
  const { amount, startedAt } = note.call;
  return {
    ...note,
    call: { ...note.call, amount: BigInt(amount), startedAt: new Date(startedAt) },
  };
}
