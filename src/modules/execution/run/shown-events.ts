import { EventFrames, hasEvent } from '../../../common/event-stream/index.js';

/** What waits in memory until it is an event; more than that is shown as it comes. */
const MAX_WAITING_BYTES = 1_048_576;

/**
 * Shows an event stream while it is read, event by event. Nothing is shown before there is an event, or a
 * megabyte of one: whoever is shown the first piece has been charged.
 */
export class ShownEvents {
  readonly #frames = new EventFrames();
  /** What came before the first event. */
  readonly #early: Buffer[] = [];
  #earlyBytes = 0;
  #hasBegun = false;

  /** @param show is waited for: nothing more is read meanwhile */
  constructor(private readonly show: (bytes: Buffer) => Promise<void>) {}

  /** The same bytes, shown on their way. */
  async *passOn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const some of bytes) {
      yield some;
      const ready = this.#ready(some);
      if (ready.length > 0) await this.#show(ready);
    }
  }

  /** The bytes have ended: shows what is left of them, were it nothing. */
  async end(): Promise<void> {
    const rest = this.#frames.rest();
    if (!this.#hasBegun || rest.length > 0) await this.show(Buffer.concat([...this.#early, rest]));
  }

  #ready(some: Uint8Array): Buffer {
    const whole = this.#frames.add(some);
    const isMuch = this.#frames.waitingBytes > MAX_WAITING_BYTES;
    return isMuch ? Buffer.concat([whole, this.#frames.rest()]) : whole;
  }

  async #show(ready: Buffer): Promise<void> {
    this.#earlyBytes += ready.length;
    this.#hasBegun ||= hasEvent(ready) || this.#earlyBytes > MAX_WAITING_BYTES;
    if (!this.#hasBegun) return void this.#early.push(ready);
    await this.show(Buffer.concat([...this.#early.splice(0), ready]));
  }
}
