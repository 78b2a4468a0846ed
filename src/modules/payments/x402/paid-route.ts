import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { ExtensionService, FunctionCall } from '../../../common/database/index.js';
import type { Charge } from '../claims/charge.js';
import type { Offer, Quote } from './quote.js';

/** Proof that a call was paid. */
export interface Receipt {
  /** Id of the payment's claim. */
  readonly id: string;
  readonly network: string;
  readonly asset: string;
  readonly payer: string;
  readonly payTo: string;
  /** Decimal USDC that was paid. */
  readonly amount: string;
  /** Transaction hash on the network. */
  readonly transaction: string;
  /** Of a call that was charged by use: what was counted, and how. Signed too. */
  readonly usage?: Readonly<Record<string, unknown>>;
  /** The same, signed: a compact JWS that anybody can verify (docs/receipts.md). */
  readonly signature: string;
}

/** What is told of bytes that are the whole answer. */
export interface RawHead {
  readonly mimeType: string;
  /** Name to save it under; null to show it. */
  readonly filename: string | null;
  /** HTTP status to answer with; 200 by default. */
  readonly status?: number;
  /** Further HTTP headers about the bytes. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes that are answered as they are; the signed receipt stands in the header PAYMENT-RECEIPT. */
export interface RawAnswer extends RawHead {
  /** A stream is read as the buyer takes it, and breaks the answer off when it fails. */
  readonly bytes: Buffer | Readable;
  readonly length: number;
}

/** A piece of a {@link RawAnswer} that is an event stream itself, while it comes into being. */
export interface LiveBytes {
  /** The same with each piece. */
  readonly head: RawHead;
  readonly bytes: Uint8Array;
}

/** One piece of a streamed answer, sent as a server-sent event of that name. */
export interface LiveEvent {
  readonly event: string;
  /** JSON. */
  readonly data: unknown;
}

/** What a paid answer tells besides the result. */
export interface Addendum {
  /** Further members of a JSON answer. */
  readonly members: Readonly<Record<string, unknown>>;
  /** The same for answers that are bytes; a stream has sent its headers by then. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the handler of a paid route is told about the call it serves. */
export interface PaidCall<O extends Offer = Offer> {
  /** The one id of this call: of its claim, its receipt and its result. */
  readonly id: string;
  readonly payer: string;
  /** Id of the {@link offer}. */
  readonly offerId: string;
  /** What was paid for, as the route's `quote` gave it. */
  readonly offer: O;
  /** What the route's `readInput` made of the request. */
  readonly input: unknown;
  /** The buyer wants events more than anything else. */
  readonly wantsEvents: boolean;

  /**
   * Aborts when the call is given up: its time is up (RUN_TIMEOUT_MS), or its server ends. A handler
   * that goes on all the same is abandoned, and what it still comes to is dropped.
   */
  readonly signal: AbortSignal;

  /**
   * Shows a piece of the result to a buyer who streams; the first piece is where a stream is paid,
   * so wait for it. Does nothing for other buyers, nor for one who has gone. A result whose `raw` is
   * an event stream is shown as its bytes, and nothing else.
   * @throws {Problem} when the payment was refused: stop working.
   */
  live(piece: LiveEvent | LiveBytes): Promise<void>;

  /**
   * Keeps facts about the run with the call: `note` for the route's own `onEnded`, `partial` for a
   * buyer who has been charged by the time the run fails, `charge` for an offer with a `minPrice`: what
   * the call came to, from that to its `price`. The last ones count.
   */
  keep(facts: {
    readonly note?: unknown;
    readonly partial?: unknown;
    readonly charge?: Charge;
  }): void;
}

/** A paid call that has come to its end, charged or not. */
export interface EndedCall {
  readonly id: string;
  readonly ownerId: string | null;
  readonly subject: string;
  readonly offerId: string;
  readonly payer: string;
  readonly network: string;
  /** Atomic USDC that the buyer was charged; 0 when the payment was given back. */
  readonly amount: bigint;
  /** Transaction hash; null when nothing was charged. */
  readonly transaction: string | null;
  /** 1, and more when the work was run again. */
  readonly attempt: number;
  /** What the handler kept last, as JSON; null when it kept nothing. */
  readonly note: unknown;
  /** What the route's `readWish` made of the request that began the call; null for nothing. */
  readonly wish: unknown;
  /** Code of the problem that this run ended with; null when the buyer has their result. */
  readonly failure: string | null;
  readonly startedAt: Date;
}

/** What an index of paid things said of one that was sold. */
export interface IndexReport {
  /** Origin of the facilitator whose index it is. */
  readonly index: string;
  readonly status: 'indexed' | 'processing' | 'rejected';
  /** Why it was rejected, in the index's words: one line that anybody may have written. */
  readonly reason: string | null;
}

/**
 * Puts a price on a route: implement it as an injectable and name the class in
 * `@RequiresPayment(TheClass)`.
 */
export interface PaidRoute<O extends Offer = Offer> {
  /** Stable name, unique among paid routes; it is stored with every claim. */
  readonly id: string;

  /**
   * The service of the extension with whose rights `onEnded` runs. The server does not start with a
   * route that has `onEnded` and whose id begins with `x_`, but names none.
   */
  readonly service?: ExtensionService;

  /** What this call costs. Throw a Problem (404, 410, 503…) when it is not for sale. */
  quote(request: FastifyRequest): Promise<Quote<O>>;

  /**
   * The very quote that `quote` gives for any request of this method to this path, when it is at hand without
   * asking anybody, and has a `usage`. Who only asks the price is then told it at once: no hook or guard looks at
   * such a request, and nobody reads its body. Undefined goes the ordinary way.
   * @param path as it was sent, without the query
   */
  atHand?(method: string, path: string): Quote<O> | undefined;

  /**
   * Reads the input that the payment is bound to, as JSON, from the request alone and by the offer
   * that is paid, which may be gone by then. By default method, path, query and body are bound.
   */
  readInput?(request: FastifyRequest, offerId: string): unknown;

  /** Refuses input that the offer cannot be run with: throw a Problem (422) and nothing is claimed. */
  checkInput?(input: unknown, offer: O): void | Promise<void>;

  /**
   * Has the last word on a new call whose payment is good, before any money moves: throw a Problem
   * and the payment is given back. For limits that must hold however many ask at once. A
   * call whose process died may be asked about again, or go on without.
   */
  admit?(call: Pick<PaidCall, 'id' | 'payer' | 'input'>, offer: O): Promise<void>;

  /**
   * What a request wants besides the result, as JSON; it is kept with the call that the request
   * begins. The payment is not bound to it, so it counts for nothing when a payment is sent again.
   * Throw a Problem (422) to refuse it before anything is claimed.
   */
  readWish?(request: FastifyRequest): unknown;

  /**
   * Does the work of the handler without a request: what was accepted goes on after a crash, and a
   * stream that broke after it was charged is run again. A call of a route without it is given back,
   * or owed a refund, instead.
   */
  resume?(call: Omit<PaidCall<O>, 'offer'>): Promise<unknown>;

  /**
   * The body of the answer, from what the handler returned. By default just that.
   * @param ticket opens the result to whoever has it: for the buyer alone
   */
  present?(result: unknown, receipt: Receipt, ticket: string): unknown;

  /**
   * What else to tell of a charged call with its result, for every answer, also when the payment is
   * sent again. It may take seconds, but not beyond `patience`, and must not throw.
   */
  addendum?(
    call: { readonly id: string; readonly wish: unknown },
    patience: AbortSignal | undefined,
  ): Promise<Addendum | undefined>;

  /** The bytes to answer with instead of JSON; undefined for a result that is JSON. */
  raw?(result: unknown): RawAnswer | undefined;

  /** The events of a result that exists already, for a buyer who streams; by default none. */
  replay?(result: unknown): readonly LiveEvent[];

  /**
   * Path where buyers can ask what became of a call, with its ticket; by default `/api/v1/calls/{id}`.
   */
  statusPath?(callId: string): string;

  /**
   * Notes how a run of the call ended, in the transaction that ends it, with the rights of `service`. When it fails, or takes longer
   * than ten seconds, the call ends without it, and it is told again later, in a transaction of its
   * own, until it succeeds. So write through `tx` alone, and in a way that may be repeated: a run is
   * known by `call.id` and `call.attempt`, and an earlier one may be told after a later one.
   */
  onEnded?(tx: EntityManager, call: EndedCall): Promise<void>;

  /**
   * All that `onEnded` would do for this call, as one call of a function of the database that has rights
   * of its own: it then costs no round trip. Undefined for calls that `onEnded` is for. A route with a
   * `service` is not asked: such a call does not have its rights.
   */
  booking?(call: EndedCall): FunctionCall | undefined;

  /**
   * Notes what an index said of the thing sold: when it says something else than before, and once an
   * hour. Nothing waits for it.
   * @param subject of the quote
   */
  onIndexed?(subject: string, report: IndexReport): Promise<void>;
}
