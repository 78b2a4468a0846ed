import { createLocalJWKSet, type CryptoKey, errors, type JSONWebKeySet } from 'jose';

/** Published keys are asked for again after that, so that one taken back is soon forgotten. */
const FRESH_MS = 10 * 60_000;
/** How long keys go on while their issuer cannot be reached. */
const OUTAGE_MS = 6 * 60 * 60_000;
/** A token under an unknown key may ask for the keys so often: whoever invents keys asks no more. */
const COOLDOWN_MS = 30_000;
/** How soon an issuer that could not be reached is asked again. */
const RETRY_MS = 5_000;
const MAX_KEYS = 50;

type Find = (...token: Parameters<ReturnType<typeof createLocalJWKSet>>) => Promise<CryptoKey>;

/** The keys cannot be had at present, so nothing can be said of the token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  /** After how long it is worth trying again. */
  readonly retryAfterSeconds = RETRY_MS / 1_000;
}

/** Where keys come from, and what time it is. */
export interface KeySetSource {
  /** @throws whatever keeps them from coming */
  fetch(): Promise<unknown>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Told each time the keys did not come. */
  failed(error: unknown): void;
}

/** The public keys of one issuer as they were published last; many who wait share one question. */
export class KeySet {
  private kept: { readonly find: Find; readonly since: number } | undefined;
  private last: { readonly at: number; readonly came: boolean } | undefined;
  private asking: Promise<void> | undefined;

  constructor(private readonly source: KeySetSource) {}

  /**
   * The key that a token names.
   * @throws {KeysUnavailable}
   * @throws {errors.JOSEError} when there is no such key, or none that fits
   */
  readonly find: Find = async (...token) => {
    if (!this.isKeptFor(FRESH_MS)) await this.refresh();
    try {
      return await this.among(token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // It may be one that was published since.
      await this.refresh();
      if (this.last?.came === false) throw new KeysUnavailable();
      return this.among(token);
    }
  };

  private among(token: Parameters<Find>): Promise<CryptoKey> {
    if (this.kept === undefined || !this.isKeptFor(OUTAGE_MS)) throw new KeysUnavailable();
    return this.kept.find(...token);
  }

  private isKeptFor(milliseconds: number): boolean {
    return this.kept !== undefined && this.source.now() - this.kept.since < milliseconds;
  }

  /** Asks once for all who wait, and not sooner than it may; never fails. */
  private async refresh(): Promise<void> {
    const { at, came } = this.last ?? { at: -Infinity, came: true };
    if (this.source.now() - at >= (came ? COOLDOWN_MS : RETRY_MS)) {
      this.asking ??= this.ask().finally(() => {
        this.asking = undefined;
      });
    }
    await this.asking;
  }

  private async ask(): Promise<void> {
    try {
      const find = keysOf(await this.source.fetch());
      this.kept = { find, since: this.source.now() };
      this.last = { at: this.source.now(), came: true };
    } catch (error) {
      this.last = { at: this.source.now(), came: false };
      this.source.failed(error);
    }
  }
}

function keysOf(published: unknown): Find {
  const find = createLocalJWKSet(published as JSONWebKeySet);
  if (find.jwks().keys.length > MAX_KEYS) throw new Error(`more than ${MAX_KEYS} keys`);
  return find;
}
