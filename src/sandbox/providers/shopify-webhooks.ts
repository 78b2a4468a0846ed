import { createHmac, randomUUID } from 'node:crypto';

/** The app that the stand-in knows. */
export const SHOPIFY_APP = {
  clientId: 'sandbox-shopify-app',
  clientSecret: 'shpss_sandbox_0123456789abcdef',
};

/** Those that the API offers here; compliance topics are set in the app’s configuration. */
const TOPICS = new Set(['APP_UNINSTALLED', 'APP_SCOPES_UPDATE', 'SHOP_UPDATE', 'PRODUCTS_UPDATE']);
/** After so many failures in a row a subscription is deleted. */
const MAX_FAILURES = 8;
/** Shopify waits so long for an answer. */
const TIMEOUT_MS = 5_000;

export interface Subscription {
  readonly id: string;
  /** As the API writes it: `APP_UNINSTALLED`. */
  readonly topic: string;
  readonly uri: string;
  failures: number;
}

/** What is sent other than usual. */
export interface Sending {
  readonly body?: string;
  readonly secret?: string;
  readonly webhookId?: string;
  readonly triggeredAt?: Date;
  /** `''` for the newer names without `X-`. */
  readonly prefix?: 'x-' | '';
  readonly headers?: Readonly<Record<string, string>>;
}

/** https://shopify.dev/docs/apps/build/webhooks: subscriptions of shops, and what is sent to them. */
export class ShopifyWebhooks {
  /** Where the app’s configuration has compliance topics go. */
  complianceUrl: string | undefined;
  secret = SHOPIFY_APP.clientSecret;
  /** How often each shop was asked for its list. */
  readonly asked = new Map<string, number>();
  private readonly shops = new Map<string, Subscription[]>();
  private made = 0;

  offers(topic: string): boolean {
    return TOPICS.has(topic);
  }

  of(shop: string): Subscription[] {
    return this.shops.get(shop) ?? [];
  }

  add(shop: string, topic: string, uri: string) {
    const own = this.of(shop);
    if (!URL.canParse(uri)) return refusal('Address is invalid');
    const { protocol, hostname } = new URL(uri);
    const isHere = hostname === 'localhost' || hostname === '127.0.0.1';
    if (protocol !== 'https:' && !isHere) {
      return refusal('Address protocol http:// is not supported');
    }
    if (own.some((each) => each.topic === topic && each.uri === uri)) {
      return refusal('Address for this topic has already been taken');
    }
    this.made += 1;
    const id = `gid://shopify/WebhookSubscription/${this.made}`;
    this.shops.set(shop, [...own, { id, topic, uri, failures: 0 }]);
    return { webhookSubscription: { id, topic, uri }, userErrors: [] };
  }

  remove(shop: string, id: string) {
    const own = this.of(shop);
    if (!own.some((each) => each.id === id)) {
      const message = 'Webhook subscription does not exist';
      return { deletedWebhookSubscriptionId: null, userErrors: [{ field: ['id'], message }] };
    }
    this.shops.set(
      shop,
      own.filter((each) => each.id !== id),
    );
    return { deletedWebhookSubscriptionId: id, userErrors: [] };
  }

  /**
   * Tells whoever subscribed, or the app where the topic is one of compliance.
   * @returns the status of each answer; undefined where none came in time
   */
  async send(shop: string, topic: string, sending: Sending = {}): Promise<(number | undefined)[]> {
    if (/^(customers|shop)\/(data_request|redact)$/.test(topic)) {
      if (this.complianceUrl === undefined) throw new Error('set where compliance topics go');
      return [await this.post(this.complianceUrl, shop, topic, sending)];
    }
    const name = topic.toUpperCase().replace('/', '_');
    const mine = this.of(shop).filter((each) => each.topic === name);
    return Promise.all(mine.map((each) => this.tell(each, shop, topic, sending)));
  }

  /** One attempt at an address, whoever subscribed. */
  async post(
    url: string,
    shop: string,
    topic: string,
    sending: Sending = {},
  ): Promise<number | undefined> {
    const body = sending.body ?? bodyOf(shop, topic);
    const headers = { ...this.headers(shop, topic, body, sending), ...sending.headers };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const { status } = await fetch(url, { method: 'POST', headers, body, signal });
      return status;
    } catch {
      return undefined;
    }
  }

  private async tell(subscription: Subscription, shop: string, topic: string, sending: Sending) {
    const status = await this.post(subscription.uri, shop, topic, sending);
    const isDone = status !== undefined && status >= 200 && status < 300;
    subscription.failures = isDone ? 0 : subscription.failures + 1;
    if (subscription.failures >= MAX_FAILURES) this.remove(shop, subscription.id);
    return status;
  }

  private headers(shop: string, topic: string, body: string, sending: Sending) {
    const { secret = this.secret, webhookId = randomUUID(), prefix = 'x-' } = sending;
    const triggeredAt = (sending.triggeredAt ?? new Date()).toISOString();
    return {
      'content-type': 'application/json',
      [`${prefix}shopify-topic`]: topic,
      [`${prefix}shopify-shop-domain`]: shop,
      [`${prefix}shopify-api-version`]: '2026-10',
      [`${prefix}shopify-webhook-id`]: webhookId,
      [`${prefix}shopify-event-id`]: randomUUID(),
      [`${prefix}shopify-triggered-at`]: triggeredAt,
      [`${prefix}shopify-hmac-sha256`]: createHmac('sha256', secret).update(body).digest('base64'),
    };
  }
}

function refusal(message: string) {
  const field = ['webhookSubscription', 'uri'];
  return { webhookSubscription: null, userErrors: [{ field, message }] };
}

/** What Shopify’s documentation shows of each topic. */
export function bodyOf(shop: string, topic: string): string {
  const about = { shop_id: 954889, shop_domain: shop };
  const customer = { id: 191167, email: 'john@example.com', phone: '555-625-1199' };
  if (topic === 'customers/data_request') {
    return JSON.stringify({
      ...about,
      orders_requested: [299938],
      customer,
      data_request: { id: 9999 },
    });
  }
  if (topic === 'customers/redact') {
    return JSON.stringify({ ...about, customer, orders_to_redact: [299938] });
  }
  if (topic === 'shop/redact') return JSON.stringify(about);
  return JSON.stringify({
    id: 548380009,
    name: 'Ada’s Prints',
    email: 'ada@example.com',
    domain: null,
    myshopify_domain: shop,
  });
}
