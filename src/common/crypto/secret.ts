import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A plaintext secret in memory. Printing, logging, serialising or interpolating it yields
 * `[secret]`; only {@link Secret.reveal} gives the value, so every use can be found by that name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plaintext. Call it only where the value leaves for its owner's provider or the vault. */
  reveal(): string {
    return this.#value;
  }

  /** The last four characters for people to recognise a key by; nothing for short secrets. */
  hint(): string {
    return this.#value.length >= 12 ? this.#value.slice(-4) : '';
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
