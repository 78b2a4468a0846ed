/** A token of a network, for people. */
export interface Token {
  /** As offers and receipts name it. */
  readonly asset: string;
  /** What people call it: `USDC`. */
  readonly symbol: string;
}

/** What people are told of a network. */
export interface NetworkFace {
  /** What they call it: `Base`. */
  readonly name: string;
  /** Whether its money is worth nothing. */
  readonly isTestnet: boolean;
  /** Page of a transaction, with `{transaction}` in the place of its id; undefined if nobody shows them. */
  readonly transactionUrl: string | undefined;
  /** Each token that is paid with, once, in the order of the ways to pay. */
  readonly tokens: readonly [Token, ...Token[]];
}

/** What to tell somebody whose text is not of the form that a network has: `must be …`. */
export interface NetworkForms {
  readonly address: string;
  readonly transaction: string;
  readonly signature: string;
}
