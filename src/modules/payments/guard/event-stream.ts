import { PassThrough, type Readable } from 'node:stream';
import type { Audience } from '../calls/audience.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { LiveEvent } from '../x402/paid-route.js';

/** What a reader may lag behind before it is cut off; the result can be fetched afterwards. */
const MAX_BEHIND_BYTES = 4_194_304;

/** A buyer who watches through server-sent events (WHATWG HTML, section 9.2). */
export class EventStream implements Audience {
  #tellOpened: () => void = () => undefined;
  #paid: PaymentClaim | undefined;
  /** What comes before the first event is written; undefined from then on. */
  #early: LiveEvent[] | undefined = [];
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

  open(claim: PaymentClaim): void {
    this.#paid = claim;
    this.#tellOpened();
  }

  /** Sends the first event; what came before it follows. */
  begin(first: LiveEvent): void {
    this.write(first);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.write(event);
  }

  send(event: LiveEvent): void {
    if (this.#early === undefined) this.write(event);
    else this.#early.push(event);
  }

  /** Sends the last event and ends the stream. */
  end(event: LiveEvent): void {
    this.send(event);
    if (!this.#body.destroyed) this.#body.end();
  }

  private write({ event, data }: LiveEvent): void {
    if (this.#body.destroyed || this.#body.writableEnded) return;
    this.#body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.#body.writableLength + this.#body.readableLength > MAX_BEHIND_BYTES) {
      this.#body.destroy(new Error('the reader is too slow'));
    }
  }
}
