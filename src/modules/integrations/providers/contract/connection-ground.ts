import type { ConnectionProvider } from '../connection-provider.js';

/** Secrets by their names in the vault. */
export type Credentials = Readonly<Record<string, string>>;

/** A server that takes the place of a provider's API. */
export interface StandInServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A provider, and what takes its place in a test. */
export interface ConnectionProviderGround {
  /** The provider, asking at a base URL. */
  provider(baseUrl: string): ConnectionProvider;
  /** Where it asks unless the operator says otherwise. */
  readonly baseUrl: string;
  /** A server that speaks the documented wire and checks what it is asked; undefined where nobody is asked. */
  standIn?(): Promise<StandInServer>;
  readonly good: Credentials;
  /** A key of the right form that the provider refuses; needed where anybody is asked. */
  readonly wrong?: Credentials;
  /** A key that the provider accepts and that may not do everything. */
  readonly limited?: Credentials;
  /** What the user filled in besides. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The metadata that follow from the good key. */
  readonly metadata: Readonly<Record<string, unknown>>;
}
