/** What is done about a topic. `disconnect`: the user took the permission back there. */
export type WebhookWork = 'disconnect' | 'erase_account' | 'nothing_kept';

/** Something that a provider tells. */
export interface WebhookTopic {
  /**
   * Path in the body to the account that it is about. Headers are not signed: what they say of the account
   * counts when the body says the same.
   */
  readonly accountAt: string;
  readonly work: WebhookWork;
}

/**
 * What a provider sends here by itself, and how it shows that it was it: an HMAC-SHA256 of the body as it
 * came. Of several names of a header the first that came counts; all are in lower case.
 */
export interface ProviderWebhooks {
  readonly signature: { readonly headers: readonly string[]; readonly encoding: 'base64' | 'hex' };
  /** Unique, and the same whenever one is sent again. */
  readonly id: readonly string[];
  readonly topic: readonly string[];
  readonly account: readonly string[];
  /** When what it tells of happened; without one, it has just happened. */
  readonly triggeredAt: readonly string[];
  /** The member of the metadata that says which account a connection is of. */
  readonly accountMember: string;
  /** All others are taken, and ignored. */
  readonly topics: Readonly<Record<string, WebhookTopic>>;
}
