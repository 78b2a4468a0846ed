import { PassThrough, type Readable } from 'node:stream';
import { endsWithEvent } from '../../../common/event-stream/index.js';
import type { Audience } from '../calls/audience.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { LiveBytes, LiveEvent, RawHead } from '../x402/paid-route.js';

/** What a reader may lag behind before it is cut off; the result can be fetched afterwards. */
const MAX_BEHIND_BYTES = 4_194_304;
/** In how many bytes an event may end. */
const LONGEST_END = 4;

/**
 * A buyer who watches through server-sent events (WHATWG HTML, section 9.2): the server's own, or the bytes
 * of a result that is an event stream itself.
 */
export class EventStream implements Audience {
  #tellOpened: () => void = () => undefined;
  #paid: PaymentClaim | undefined;
  /** What comes before the first event is written; undefined from then on. */
  #early: (LiveEvent | LiveBytes)[] | undefined = [];
  #head: RawHead | undefined;
  #last: Buffer = Buffer.alloc(0);
  readonly #body = new PassThrough();

  /** Resolves once the call is paid and the first event is about to come. */
  readonly opened = new Promise<void>((resolve) => (this.#tellOpened = resolve));

  constructor() {
    // A reader who leaves in the middle is nobody's error.
    this.#body.on('error', () => undefined);
  }

  /** What is to be sent as `text/event-stream`. */
  get body(): Readable {
    return this.#body;
  }

  /** The paid claim, once the stream is open. */
  get paid(): PaymentClaim | undefined {
    return this.#paid;
  }

  /** What is told of the bytes, where the first piece was bytes. */
  get head(): RawHead | undefined {
    return this.#head;
  }

  open(claim: PaymentClaim): void {
    this.#paid = claim;
    this.#tellOpened();
  }

  /** Sends the first event, if there is one; what came before it follows. */
  begin(first?: LiveEvent): void {
    if (first !== undefined) this.write(first);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const piece of early) this.write(piece);
  }

  send(piece: LiveEvent | LiveBytes): void {
    if ('bytes' in piece) this.#head ??= piece.head;
    if (this.#early === undefined) this.write(piece);
    else this.#early.push(piece);
  }

  /** Ends the stream, with a last event where there is one. */
  end(last?: LiveEvent): void {
    if (last !== undefined) this.send(last);
    if (!this.#body.destroyed) this.#body.end();
  }

  /** Ends a stream that broke off. In the middle of an event nothing can be said: it is cut. */
  fail(problem: LiveEvent): void {
    const isMidEvent = this.#last.length > 0 && !endsWithEvent(this.#last);
    if (isMidEvent) this.#body.destroy(new Error('the stream broke off in the middle of an event'));
    else this.end(problem);
  }

  private write(piece: LiveEvent | LiveBytes): void {
    if (this.#body.destroyed || this.#body.writableEnded) return;
    if ('bytes' in piece) this.writeBytes(piece.bytes);
    else this.#body.write(`event: ${piece.event}\ndata: ${JSON.stringify(piece.data)}\n\n`);
    if (this.#body.writableLength + this.#body.readableLength > MAX_BEHIND_BYTES) {
      this.#body.destroy(new Error('the reader is too slow'));
    }
  }

  private writeBytes(bytes: Uint8Array): void {
    this.#body.write(bytes);
    this.#last = Buffer.concat([this.#last, bytes.subarray(-LONGEST_END)]).subarray(-LONGEST_END);
  }
}
