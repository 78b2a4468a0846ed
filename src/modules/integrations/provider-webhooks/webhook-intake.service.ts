import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import {
  invalidRequest,
  notFound,
  Problem,
  serviceUnavailable,
} from '../../../common/errors/index.js';
import { parseJson } from '../../../common/json/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { webhookRefused } from '../integration-problems.js';
import type { ConnectionProvider } from '../providers/connection-provider.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import { at } from '../providers/json-path.js';
import type { ProviderWebhooks } from '../providers/provider-webhooks.js';
import { isSigned } from './is-signed.js';
import { ReceivedWebhooksRepository } from './received-webhooks.repository.js';
import { headerOf, readHead, type WebhookHead } from './webhook-head.js';
import { WebhookWork } from './webhook-work.service.js';

/** Shopify waits five seconds for the whole answer: better say in time that it should come again. */
const TIMEOUT_MS = 3_500;
const BOUNDS = { depth: 32, members: 1_000, entries: 5_000, values: 50_000, name: 1_000 };
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Takes what providers send: checks whose it is, stores it, and leaves the work for later. */
@Injectable()
export class WebhookIntake {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lifetime: Lifetime,
    private readonly providers: ConnectionProviders,
    private readonly webhooks: ReceivedWebhooksRepository,
    private readonly work: WebhookWork,
  ) {}

  /**
   * Once this has come to its end, the webhook is stored, and what it calls for will be done.
   * @param body as it came
   * @throws {Problem} not_found, webhook_refused, invalid_request, or service_unavailable when it cannot be
   * stored in time
   */
  async receive(id: string, headers: IncomingHttpHeaders, body: Uint8Array): Promise<void> {
    const provider = this.providers.find(id);
    const rules = provider?.definition.webhooks;
    if (provider === undefined || rules === undefined) throw new Problem(notFound);
    const now = this.clock.now();
    assertSigned(provider, rules, headers, body, now);
    const head = readHead(rules, headers, now);
    if (head === undefined) throw new Problem(invalidRequest);
    // Shopify signs callbacks with the same secret, and anybody has those of their own: no callback is JSON.
    const json = readJson(body);
    if (json === undefined) throw new Problem(invalidRequest);
    const isKnown = Object.hasOwn(rules.topics, head.topic);
    if (isKnown) assertAbout(rules, head, json);
    await this.store(id, head, isKnown);
  }

  private async store(provider: string, head: WebhookHead, isKnown: boolean): Promise<void> {
    const limits = { timeoutMs: TIMEOUT_MS, timeUp: busy, processEnds: busy };
    await this.lifetime.within(limits, async () => {
      await this.database.asService('provider_webhooks', (tx) =>
        this.webhooks.keep(tx, provider, head, isKnown ? null : 'ignored'),
      );
      // Also when it was too late to say so: then it comes again, and changes nothing.
      if (isKnown) void this.work.drain();
    });
  }
}

function busy(): Problem {
  return new Problem(serviceUnavailable, { retryAfterSeconds: 60 });
}

/** @throws {Problem} webhook_refused */
function assertSigned(
  provider: ConnectionProvider,
  { signature }: ProviderWebhooks,
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  now: Date,
): void {
  const given = headerOf(headers, signature.headers) ?? '';
  const secrets = provider.webhookSecrets?.(now) ?? [];
  if (!isSigned(body, given, signature, secrets)) throw new Problem(webhookRefused);
}

/**
 * The body is signed, and headers are not: what they say of the account has to stand in the body as well.
 * @throws {Problem} webhook_refused
 */
function assertAbout({ topics }: ProviderWebhooks, { topic, account }: WebhookHead, json: unknown) {
  const about = at(json, topics[topic]?.accountAt ?? '');
  if (typeof about !== 'string' || about.toLowerCase() !== account) {
    throw new Problem(webhookRefused);
  }
}

/** Undefined for what is no JSON, or more of it than is read. */
function readJson(body: Uint8Array): unknown {
  try {
    return parseJson(UTF_8.decode(body), BOUNDS);
  } catch {
    return undefined;
  }
}
