import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import type { FeePayer } from './fee-payer.js';
import type { MeteredPayments } from './metered-payments.js';
import type { NetworkFace, NetworkForms } from './network-face.js';
import type { TransferSearch, TransfersFound } from './transfer-search.js';

/** One way to pay on a network. */
export interface PaymentMethod {
  /** As x402 names it. */
  readonly scheme: string;
  /** Address of the token, as the network writes it. */
  readonly asset: string;
}

/** What a buyer's signature allows: one transfer, once, until a deadline. */
export interface Authorization extends PaymentMethod {
  /** The paying address, normalised so that equal addresses are equal texts. */
  readonly payer: string;
  readonly payTo: string;
  /** Atomic units of the asset; the most that may be moved, where less can be. */
  readonly amount: bigint;
  /**
   * Makes the authorization unique for its payer and asset, whatever its scheme; normalised. One that is
   * unique for its payer over all assets begins with `ACROSS_ASSETS`, and no other does.
   */
  readonly nonce: string;
  readonly validAfter: Date;
  readonly validBefore: Date;
  /** What only the payer can make; normalised. */
  readonly signature: string;
  /** The payload made anew of what was read here, and nothing else that came along with it. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** What of the payment's extensions settling it needs, made anew likewise. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Who alone can settle it, normalised; absent where anybody can. */
  readonly facilitator?: string;
}

/**
 * What a payment's signature is worth before anybody is asked: `signed` by the payer's own key;
 * `forged`, as nobody but a contract could answer for it and the payer is none; `unproven`, for a
 * contract wallet to judge; or `undeployable`, as the wallet is not there yet and its maker is none that
 * this server calls.
 */
export type SignatureStanding = 'signed' | 'forged' | 'unproven' | 'undeployable';

/** The part of a payment that is the network's own, and which way to pay it was made for. */
export interface SchemePayload
  extends Pick<PaymentPayload, 'payload'>, Partial<Pick<PaymentPayload, 'extensions'>> {
  readonly accepted: PaymentMethod & Partial<Pick<PaymentRequirements, 'payTo' | 'extra'>>;
}

/** A block as the chain has it now; after a reorganisation its number can stand for another one. */
export interface Block {
  readonly number: bigint;
  readonly hash: string;
  readonly minedAt: Date;
}

/** The transfer that used an authorization, and where it stands on the chain. */
export interface Transferred {
  readonly kind: 'transferred';
  /** As the chain writes it. */
  readonly transaction: string;
  /** Which log of its transaction it is, from 0; the same when the transaction is mined again. */
  readonly logIndex: number;
  readonly block: Block;
  /** Atomic units that it moved, where that can be less than was signed. */
  readonly amount?: bigint;
}

/** What the chain says about an authorization. */
export type ChainOutcome =
  | Transferred
  /** Not used as of a block that is younger than our last request, and it still can be. */
  | { readonly kind: 'unused' }
  /** Not used, as before: the transaction that was to use it was mined and failed. */
  | { readonly kind: 'reverted' }
  /** It can never lead to our transfer any more: expired, cancelled, or spent without us. */
  | { readonly kind: 'void'; readonly reason: string }
  /** Not known yet; ask again later. */
  | {
      readonly kind: 'unclear';
      /** Used, but its transaction is not found up to this block; null when it may be unused. */
      readonly searchedTo: bigint | null;
    };

/** The authorization to look for, and what is known of it. */
export interface ChainQuery {
  readonly authorization: Authorization;
  /** When the network was first about to be asked; an older transfer is not ours. */
  readonly since: Date;
  /** When it was last about to be asked; null while certainly nobody was. */
  readonly askedAt: Date | null;
  /** The present, by the same clock. */
  readonly now: Date;
  /** The transaction that was sent for it, where it is known. */
  readonly transaction: string | null;
  /** `searchedTo` of the answer before, to go on from there. */
  readonly searchedTo: bigint | null;
}

/** One transfer of an asset. */
export interface AssetTransfer {
  /** Addresses are normalised, as in {@link Authorization}. */
  readonly from: string;
  readonly to: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
  /** Tells it from the other transfers of its transaction. */
  readonly logIndex: number;
  /** Of the {@link Authorization} that it used; null when the sender made it themselves. */
  readonly nonce: string | null;
}

/** A transaction that is on the chain, and what it did with one asset. */
export interface MinedTransaction {
  /** As the chain writes it. */
  readonly transaction: string;
  readonly succeeded: boolean;
  /** Height of its block: of two transactions the one in the lower block is the older. */
  readonly block: bigint;
  readonly minedAt: Date;
  readonly transfers: readonly AssetTransfer[];
}

/**
 * What a wallet says to this server. How it is written down and signed is its family's own: typed data,
 * for instance, or a text.
 */
export interface Statement {
  /** What kind of statement it is. */
  readonly name: string;
  /** In the order in which they are signed. */
  readonly values: Readonly<Record<string, string | bigint>>;
}

/**
 * One network that buyers pay on. A family of networks is one implementation of this; docs/extending.md
 * says how to add one, and `describeNetworkFamily` holds it to what is promised here.
 */
export interface PaymentNetwork {
  /** CAIP-2 id. */
  readonly id: `${string}:${string}`;
  /** Every way to pay, in the order in which buyers are offered it. */
  readonly methods: readonly [PaymentMethod, ...PaymentMethod[]];
  /** What x402 v1 calls this network; undefined when only v2 buyers can pay on it. */
  readonly v1Name: string | undefined;
  readonly face: NetworkFace;
  /** How far its blocks are apart, in seconds, about. */
  readonly blockSeconds: number;
  /** After how many blocks, its own included, a transfer is taken to stay. */
  readonly confirmations: number;
  readonly forms: NetworkForms;
  /** Named by `requirements`; absent where buyers need not know it. */
  readonly feePayer?: FeePayer;

  /** Absent where every payment is of exactly what was signed. */
  readonly metered?: MeteredPayments;

  /**
   * Members of `extra` whose value is another in every challenge, such as a recent block's hash: what
   * makes the next value, by their name. It is called for each challenge that is given out, so it must
   * not take time; keep at hand what has to be asked for. Buyers repeat it, and it is not compared.
   */
  readonly perChallenge?: Readonly<Record<string, () => string>>;

  /**
   * What x402 asks of the buyer for `amount` atomic units to `payTo`: an entry for each of `methods`, in
   * their order, the same every time for the same fee payer. `offerId` stands in `extra`, so that what a buyer accepted names
   * the exact offer.
   */
  requirements(amount: bigint, payTo: string, offerId: string): readonly PaymentRequirements[];

  /** The address so that equal ones are equal texts, as in {@link Authorization}; undefined for none. */
  normalise(address: string): string | undefined;

  /** The id of a transaction so that equal ones are equal texts; undefined for what is none. */
  normaliseTransaction(id: string): string | undefined;

  /** Whether the text has the form of a statement's signature. */
  isSignature(text: string): boolean;

  /** Undefined when it is none of this network's ways to pay, or its payload is malformed. */
  readAuthorization(payment: SchemePayload): Authorization | undefined;

  /** Atomic units of `asset` that `address` has. Rejects when the chain cannot be asked. */
  balanceOf(address: string, asset: string): Promise<bigint>;

  /**
   * Reads what became of an authorization, with a bounded number of questions. An authorization
   * that looks unused to a node that lags behind is `unclear`. Rejects when the chain cannot be asked.
   */
  outcome(query: ChainQuery): Promise<ChainOutcome>;

  /**
   * The chain's own id of `transaction` when that used the authorization and moved its money, null
   * when it did not; undefined when it is not mined as far as the node knows. Rejects when the chain
   * cannot be asked.
   */
  confirm(authorization: Authorization, transaction: string): Promise<string | null | undefined>;

  /**
   * Judges the signature without asking, but for whether the payer is a contract where it is not a
   * key's. Rejects when that had to be asked and cannot be.
   */
  checkSignature(payment: SchemePayload): Promise<SignatureStanding>;

  /** Whether the payer signed the payment. Rejects when the chain had to be asked and cannot be. */
  isSigned(payment: SchemePayload): Promise<boolean>;

  /** CAIP-2 id of the network that the node is on. Rejects when it does not say. */
  askId(): Promise<string>;

  /** The youngest block. Rejects when the chain cannot be asked. */
  head(): Promise<Block>;

  /** Hash of the block of that number; undefined while there is none. Rejects as `head`. */
  blockHash(number: bigint): Promise<string | undefined>;

  /**
   * What the transaction did with `asset`; undefined while it is not on the chain. Rejects when the
   * chain cannot be asked.
   */
  mined(transaction: string, asset: string): Promise<MinedTransaction | undefined>;

  /**
   * Looks through a bounded part of the chain, so that one call ends soon; call again with its
   * `searchedTo` for the rest. Rejects when the chain cannot be asked.
   */
  findTransfers(search: TransferSearch): Promise<TransfersFound>;

  /**
   * Whether the wallet at `address` signed the statement for this network, be it a key or a contract.
   * False for a signature of another form. Rejects when the chain had to be asked and cannot be.
   */
  isSignedBy(address: string, statement: Statement, signature: string): Promise<boolean>;
}
