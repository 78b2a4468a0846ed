import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import { at } from '../json-path.js';
import { type ProviderSession, ProviderUnreachable } from '../provider-session.js';
import type { Subscription } from './plan-subscriptions.js';
import { shopifyConfig } from './shopify.config.js';

/** A page of Shopify has at most 250; an app has a few. */
const PAGE = 100;
const MAX_PAGES = 20;

const LIST = `query Webhooks($first: Int!, $after: String) {
  webhookSubscriptions(first: $first, after: $after) {
    nodes { id topic uri }
    pageInfo { hasNextPage endCursor }
  }
}`;
const CREATE = `mutation Subscribe($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`;
const REMOVE = `mutation Unsubscribe($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`;

const text = z.string().max(2_048);
const page = z.object({
  nodes: z.array(z.object({ id: text, topic: text, uri: text })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text.nullable() }),
});
const created = z.object({ webhookSubscription: z.object({ id: z.string().max(200) }) });

/**
 * The subscriptions of the app in one shop, https://shopify.dev/docs/api/admin-graphql. Every method throws
 * {@link ProviderUnreachable} for what cannot be read, and where the shop does not answer.
 */
@Injectable()
export class ShopifySubscriptions {
  constructor(
    @Inject(shopifyConfig.KEY) private readonly config: ConfigType<typeof shopifyConfig>,
  ) {}

  /** All of them, over all pages. */
  async list(session: ProviderSession): Promise<Subscription[]> {
    const all: Subscription[] = [];
    let after: string | null = null;
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const answer: unknown = await this.ask(session, LIST, { first: PAGE, after });
      const { nodes, pageInfo } = read(page, at(answer, 'webhookSubscriptions'));
      all.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      if (after === null) return all;
    }
    throw new ProviderUnreachable('Shopify lists more webhooks than are read');
  }

  /** @returns its id; undefined when Shopify refuses it */
  async create(session: ProviderSession, topic: string, uri: string): Promise<string | undefined> {
    const webhookSubscription = { uri, format: 'JSON' };
    const answer = await this.ask(session, CREATE, { topic, webhookSubscription });
    const payload = at(answer, 'webhookSubscriptionCreate');
    const errors = at(payload, 'userErrors');
    if (Array.isArray(errors) && errors.length > 0) return undefined;
    return read(created, payload).webhookSubscription.id;
  }

  /** That it was gone already is no failure. */
  async remove(session: ProviderSession, id: string): Promise<void> {
    await this.ask(session, REMOVE, { id });
  }

  private async ask(
    session: ProviderSession,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const path = `/admin/api/${this.config.apiVersion}/graphql.json`;
    const { status, body } = await session.post(path, { query, variables });
    const data = at(body, 'data');
    if (status === 200 && typeof data === 'object' && data !== null) return data;
    throw new ProviderUnreachable(`Shopify answered a question about webhooks with ${status}`);
  }
}

function read<T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> {
  const { data, success } = schema.safeParse(answer);
  if (success) return data;
  throw new ProviderUnreachable('Shopify gave an answer that cannot be read');
}
