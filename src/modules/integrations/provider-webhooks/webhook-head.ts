import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderWebhooks } from '../providers/provider-webhooks.js';

/** What a webhook says of itself. */
export interface WebhookHead {
  readonly webhookId: string;
  readonly topic: string;
  /** Whom it is about, as the provider names accounts; in lower case. */
  readonly account: string;
  /** When what it tells of happened, and never later than now. */
  readonly triggeredAt: Date;
}

/** What the database takes, and people can read. */
const WORD = /^[\x21-\x7e]{1,200}$/;

/** What the headers say; undefined when they do not say all that is needed. */
export function readHead(
  rules: ProviderWebhooks,
  headers: IncomingHttpHeaders,
  now: Date,
): WebhookHead | undefined {
  const [webhookId, topic, account] = [rules.id, rules.topic, rules.account].map((names) => {
    const text = headerOf(headers, names);
    return text !== undefined && WORD.test(text) ? text : undefined;
  });
  if (webhookId === undefined || topic === undefined || account === undefined) return undefined;
  const told = new Date(headerOf(headers, rules.triggeredAt) ?? Number.NaN);
  // What is said to come true later could end what is made until then.
  const isPast = told.getTime() >= 0 && told <= now;
  return { webhookId, topic, account: account.toLowerCase(), triggeredAt: isPast ? told : now };
}

/** The first of these headers that came. */
export function headerOf(
  headers: IncomingHttpHeaders,
  names: readonly string[],
): string | undefined {
  const found = names.map((name) => headers[name]).find((value) => value !== undefined);
  return typeof found === 'string' ? found : undefined;
}
