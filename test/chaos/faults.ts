/** How a buyer asks: for JSON, for a stream, or to be answered later. */
export const MODES = ['json', 'stream', 'async'] as const;
export type Mode = (typeof MODES)[number];

/** Where in a paid call a strike can fall, in the order of a JSON call. */
export const STEPS = [
  /** The call that takes the claim is on its way to the database. */
  'claim_insert',
  /** The claim is committed, the server does not know it yet. */
  'claim_commit',
  'verify',
  'model_asked',
  /** The first piece of the model's answer has been sent. */
  'model_middle',
  /** The facilitator is asked to settle and has done nothing yet. */
  'settle_asked',
  /** The money moved; the reply is on its way. */
  'settle_mined',
  /** The call that books the settlement is on its way to the database. */
  'book_insert',
  /** The settlement is booked, the server does not know it yet. */
  'book_commit',
  /** The head of the answer has reached the buyer. */
  'answer',
] as const;
export type Step = (typeof STEPS)[number];

/** What hits a whole replica while calls stand at their steps. */
export const STRIKES = [
  'none',
  'kill',
  'kill_both',
  /** Stopped for longer than a lease, then continued. */
  'pause',
  /** Cut off from its database for a moment: every connection breaks. */
  'database_cut',
  /** For longer than a lease nothing passes to or from its database. */
  'database_stall',
  /** PostgreSQL crashes, and forgets what it had not written to the disk. */
  'database_crash',
  'facilitator_cut',
  'facilitator_silent',
  'chain_cut',
  'chain_silent',
  /** Its node is one block behind the chain. */
  'chain_lag',
  /** The chain is set back: what was settled meanwhile never happened. */
  'reorganisation',
] as const;
export type Strike = (typeof STRIKES)[number];

/** What goes wrong for one call alone. */
export const TROUBLES = [
  'none',
  'verify_garbage',
  'verify_cut',
  'verify_silent',
  'verify_denied',
  'verify_slow',
  /** Says success, with the hash of a transaction that does not exist. */
  'settle_invented',
  /** Says success, with the hash of somebody else's transfer. */
  'settle_borrowed',
  /** Says no, and settles a moment later. */
  'settle_denied_late',
  'settle_slow',
  /** Says no; whether it settled all the same is {@link RoundPlan.forwards}, as for those below. */
  'settle_denied',
  'settle_other_payer',
  'settle_garbage',
  'settle_silent',
  'settle_cut',
  /** Settles twice and passes on the second reply, which is a refusal. */
  'settle_twice',
  'model_overloaded',
  'model_cut_first',
  'model_cut_middle',
  'model_slow',
  /** Says nothing for long, and breaks the connection then. */
  'model_silent',
  /** Reports of tokens what cannot be. */
  'model_nonsense',
  'chain_cut',
  'chain_silent',
  /** The buyer hangs up while the model runs. */
  'buyer_leaves',
  /** The buyer moves the money elsewhere after the verification, and later has some again. */
  'wallet_emptied',
  /** The buyer sends several payments at once, and has the money for one. */
  'wallet_short',
] as const;
export type Trouble = (typeof TROUBLES)[number];
