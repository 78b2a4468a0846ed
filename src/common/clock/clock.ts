/** The present moment, injected so that tests can choose it. */
export abstract class Clock {
  abstract now(): Date;
}

/** Whole seconds since 1970, the unit of tokens and of EIP-3009 deadlines. */
export function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
