import type { Paging } from './paging.js';

/** An answer of a provider, whatever its status. */
export interface ProviderAnswer {
  readonly status: number;
  /** Undefined when it is no JSON, or more of it than is read. */
  readonly body: unknown;
}

/** Parameters of a question; what has several values is sent as often. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** What is particular to one question. */
export interface Particulars {
  /** Beside those of all questions. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * A report of figures is asked for: much more of it is read than of other answers, and its numbers are
   * texts, just as they are written, so that none is rounded.
   */
  readonly isReport?: boolean | undefined;
}

/** What a probe found, with its answer. */
export interface ProbeResult extends ProviderAnswer {
  readonly verdict: 'valid' | 'limited' | 'invalid';
  readonly reason: string | undefined;
  /** In place of the reason, when another probe accepts the key. */
  readonly otherwise?: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A provider that is asked with one user's secrets, for a short time. */
export interface ProviderSession {
  /** What the user filled in and chose that is no secret. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** By the names of the probes. */
  readonly probes: Readonly<Record<string, ProbeResult>>;
  readonly now: Date;

  /**
   * Asks for a document.
   * @throws {ProviderUnreachable} without an answer, and for 429 and 5xx
   */
  get(path: string, query?: Query, particulars?: Particulars): Promise<ProviderAnswer>;

  /**
   * Asks by POST, for APIs that take questions only in a body.
   * @throws {ProviderUnreachable} as {@link get}
   */
  post(path: string, json: Readonly<Record<string, unknown>>): Promise<ProviderAnswer>;

  /**
   * The rows of all pages, as many as `paging` allows; undefined when the key may not see them (401, 403,
   * 404).
   * @throws {ProviderUnreachable} as {@link get}, and when a page is none
   */
  list(path: string, paging: Paging): Promise<readonly unknown[] | undefined>;
}

/** A provider that could not be asked. The message is for the user; it quotes nothing. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';

  constructor(
    message: string,
    /** When it wants to be asked again, where it said so. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}
