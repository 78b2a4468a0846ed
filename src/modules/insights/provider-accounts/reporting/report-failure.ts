/**
 * `refused`: the key is no good any more. `no_account`: it shows no account. `unreadable`: the answer cannot
 * be true.
 */
export type FailureKind = 'refused' | 'no_account' | 'unreadable';

/** An account of which nothing could be read. The message is for the user; it quotes nothing. */
export class ReportFailure extends Error {
  override readonly name = 'ReportFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** A window with more rows than are read at once: it is asked for again in smaller ones. */
export class WindowTooLarge extends Error {
  override readonly name = 'WindowTooLarge';

  constructor(
    /** How many of its days could be read to their end. */
    readonly days: number,
  ) {
    super(`${days} days of the window could be read`);
  }
}

/** For `??`: fails for what an answer should have had. */
export function unreadable(what: string): never {
  throw new ReportFailure('unreadable', what);
}
