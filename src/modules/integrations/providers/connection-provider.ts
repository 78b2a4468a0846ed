import type { z } from 'zod';
import type { Secret } from '../../../common/crypto/index.js';
import type { OAuth2Client, ProviderAuth } from './provider-auth.js';
import type { ProviderSession } from './provider-session.js';
import type { ProviderWebhooks } from './provider-webhooks.js';

/** What a user may call a provider, and where it stands in the list of them. */
export interface ProviderIdentity {
  /** In addresses and in the database: a lower-case letter, then at most 31 of `a-z 0-9 _ -`. */
  readonly id: string;
  readonly name: string;
  /** What it is good for here, in one sentence. */
  readonly description: string;
  /** Name of an icon, for whoever draws the list. */
  readonly icon: string;
  readonly category: 'shop' | 'marketing' | 'mail' | 'media' | 'models';
  /** Whether a shop cannot be run without it. */
  readonly required: boolean;
  /** In which order they are set up: 1 comes first. */
  readonly setupOrder: number;
  /** Null for a provider of models that has no folder here. */
  readonly docsUrl: string | null;
}

/** How the provider is asked. Whatever says `{name}` gets the secret of that name put in. */
export interface ProviderApi {
  /** From the configuration, `https://api.example.com/v1`; `{shop}` is what the user filled in there. */
  readonly baseUrl: string;
  /** Of all requests, such as the one that says which version of the API is meant. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests are spaced to keep within it; undefined where no limit is documented that a check could meet. */
  readonly requestsPerSecond?: number;
  /** What answers with status 200 say where another API would answer 429. */
  readonly throttled?: { readonly at: string; readonly is: string; readonly waitMs: number };
}

/**
 * What an answer means. `limited`: the key is good and may not do everything. `unreachable`: the answer
 * says nothing about the key, and its reason is known. What no rule names is no verdict: the provider counts
 * as unreachable, and never the key as invalid.
 */
export interface VerdictRule {
  readonly status: number;
  /** The error code that has to stand at {@link Probe.codeAt} as well. */
  readonly code?: string;
  /** What the answer has to say as well, at a path such as `data.is_management_key`. */
  readonly where?: { readonly at: string; readonly is: unknown };
  readonly verdict: 'valid' | 'limited' | 'invalid' | 'unreachable';
  /** For the user, in our words; needed unless `valid`. */
  readonly reason?: string;
  /** Of a key that is refused here and accepted by another probe: what it may not do. */
  readonly otherwise?: string;
  /** Members of the metadata that follow from it. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A question that needs the key, changes nothing and costs nothing. */
export interface Probe {
  readonly name: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent by POST; undefined for a GET. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** The least that a good answer holds. What has the status and not this is no verdict. */
  readonly answer: z.ZodType;
  /** Path to the error code in a bad answer. */
  readonly codeAt?: string;
  /** The first that fits counts. */
  readonly verdicts: readonly VerdictRule[];
}

/** What is kept of an account, and shown to its owner: typed JSON without secrets. */
export interface ProviderMetadata {
  /** Each member can be null, or always has a value from fields, verdicts or code. */
  readonly schema: z.ZodObject;
  /** Members, each with its probe and the path in the answer: `['account', 'data.0.id']`. */
  readonly paths?: Readonly<Record<string, readonly [probe: string, path: string]>>;
  /** Members that the user chose, besides the fields: a check leaves them alone. */
  readonly chosen?: readonly string[];
}

/** All that is known of a provider beforehand. */
export interface ProviderDefinition extends ProviderIdentity {
  /** The ways to connect; the first is what is offered. */
  readonly auth: readonly [ProviderAuth, ...ProviderAuth[]];
  /** Undefined where there is nothing to ask. */
  readonly api?: ProviderApi;
  /** Asked in this order when a user connects or tests. */
  readonly probes: readonly Probe[];
  readonly metadata: ProviderMetadata;
  /** What it sends here by itself; undefined where it sends nothing that is read. */
  readonly webhooks?: ProviderWebhooks;
}

/** What a provider sent a user back with, and what it has to fit. */
export interface Callback {
  readonly query: URLSearchParams;
  /** What the user filled in before they went. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly client: OAuth2Client | undefined;
  readonly now: Date;
}

/**
 * A service that users connect their accounts of: data, and code for what data cannot say. It is an
 * injectable class with `@ProvidesConnection()`, of whatever module.
 */
export interface ConnectionProvider {
  readonly definition: ProviderDefinition;

  /**
   * Further members of the metadata, once the key is known to be good.
   * @throws what the session throws, when the provider cannot be asked
   */
  describe?(session: ProviderSession): Promise<Readonly<Record<string, unknown>>>;

  /** The secrets that its webhooks may be signed with at a time; needed when it has webhooks. */
  webhookSecrets?(now: Date): readonly Secret[];

  /**
   * Whether a callback came from the provider, where it shows that by more than `state` and `iss`. The state
   * is used up by then, and nothing was exchanged.
   */
  checkCallback?(callback: Callback): boolean;
}
