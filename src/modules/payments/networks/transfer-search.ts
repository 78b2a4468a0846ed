/** Transfers of exactly `amount` of `asset` to `to` from one of `from`. */
export interface TransferSearch {
  readonly asset: string;
  readonly from: readonly string[];
  readonly to: string;
  readonly amount: bigint;
  /** Nothing older is looked for, give or take the difference of two clocks. */
  readonly since: Date;
  /** `searchedTo` of the search before, to go on from there. */
  readonly searchedTo: bigint | null;
}

/** What a search found, and how far it came. */
export interface TransfersFound {
  /** Transaction ids, oldest first. */
  readonly transactions: readonly string[];
  readonly searchedTo: bigint;
}
