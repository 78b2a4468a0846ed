/** A subscription as Shopify lists it. */
export interface Subscription {
  readonly id: string;
  /** As the API writes it: `APP_UNINSTALLED`. */
  readonly topic: string;
  readonly uri: string;
}

/** What there should be, and what is known to be ours. */
export interface WantedSubscriptions {
  readonly topics: readonly string[];
  readonly address: string;
  /** Ids that we were given, also for other addresses and topics. */
  readonly own: ReadonlySet<string>;
}

/** What has to be done so that there is what should be. */
export interface SubscriptionPlan {
  /** Ids of what is there already, by their topics. */
  readonly kept: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
  /** Ids. Of what others have made, it takes none but those that send here what nobody reads. */
  readonly stale: readonly string[];
}

/** Compares what there should be with what Shopify lists. */
export function planSubscriptions(
  { topics, address, own }: WantedSubscriptions,
  listed: readonly Subscription[],
): SubscriptionPlan {
  const kept = new Map<string, string>();
  const stale: string[] = [];
  for (const { id, topic, uri } of listed) {
    const isHere = uri === address;
    if (isHere && topics.includes(topic) && !kept.has(topic)) kept.set(topic, id);
    else if (isHere || own.has(id)) stale.push(id);
  }
  return { kept, missing: topics.filter((topic) => !kept.has(topic)), stale };
}
