import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import type { Secret } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import { adviceFor, Egress, EgressFailure } from '../../../common/egress/index.js';
import { invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { readCursor } from '../../../common/http/index.js';
import { type Page, pageOf } from './page.js';
import { MAX_WEBHOOKS, type Webhook, type WebhookRequest } from './webhook.js';
import { tooManyWebhooks } from './webhook-problems.js';
import { WebhookSecrets } from './webhook-secrets.service.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** How long the secret before a rotation signs too. */
const OVERLAP_MS = 24 * 3_600_000;

/** What a user changes of a webhook; what is left out stays. */
export type WebhookChange = Partial<WebhookRequest> & { readonly enabled?: boolean | undefined };

/** A user's webhooks. Each method sees and changes those of that user alone. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly egress: Egress,
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveries,
    private readonly secrets: WebhookSecrets,
  ) {}

  /** @throws {Problem} `too_many_webhooks`, or `invalid_input` for a URL that may not be asked */
  async create(
    userId: string,
    request: WebhookRequest,
  ): Promise<{ readonly webhook: Webhook; readonly secret: Secret }> {
    await this.judge(request.url);
    return this.database.asUser(userId, async (tx) => {
      const count = await this.webhooks.count(tx, userId);
      if (count >= MAX_WEBHOOKS) throw new Problem(tooManyWebhooks);
      const webhook = await this.webhooks.add(tx, userId, request);
      return { webhook, secret: await this.secrets.create(tx, webhook.id, userId) };
    });
  }

  /** @throws {Problem} `invalid_input` for a cursor that no page gave */
  async page(userId: string, limit: number, after?: string): Promise<Page<Webhook>> {
    const cursor = readCursor(after);
    const found = await this.database.asUser(userId, (tx) =>
      this.webhooks.list(tx, limit + 1, cursor),
    );
    return pageOf(found, limit);
  }

  /** @throws {Problem} `not_found` */
  async find(userId: string, id: string): Promise<Webhook> {
    return this.database.asUser(userId, (tx) => this.present(tx, id));
  }

  /** @throws {Problem} `not_found`, or `invalid_input` for a URL that may not be asked */
  async change(userId: string, id: string, change: WebhookChange): Promise<Webhook> {
    if (change.url !== undefined) await this.judge(change.url);
    const changed = await this.database.asUser(userId, async (tx) => {
      const before = await this.lock(tx, id);
      await this.webhooks.change(tx, id, {
        url: change.url ?? before.url,
        description: change.description ?? before.description,
        events: change.events === undefined ? before.events : change.events,
      });
      await this.switch(tx, before, change.enabled);
      return this.present(tx, id);
    });
    if (change.enabled === true) await this.deliveries.wake(userId, id);
    return changed;
  }

  /** With all that is to be sent there, and its secrets. @throws {Problem} `not_found` */
  async remove(userId: string, id: string): Promise<void> {
    const removed = await this.database.asUser(userId, (tx) => this.webhooks.remove(tx, id));
    if (!removed) throw new Problem(notFound);
  }

  /** Makes a new secret; the one before signs too for a day. @throws {Problem} `not_found` */
  async rotate(
    userId: string,
    id: string,
  ): Promise<{ readonly secret: Secret; readonly previousUntil: Date }> {
    return this.database.asUser(userId, async (tx) => {
      await this.lock(tx, id);
      const previousUntil = new Date(this.clock.now().getTime() + OVERLAP_MS);
      await this.webhooks.keepPreviousSecret(tx, id, previousUntil);
      return { secret: await this.secrets.rotate(tx, id, userId), previousUntil };
    });
  }

  /** Where to send what, signed by what. @throws {Problem} `not_found` */
  async target(
    userId: string,
    id: string,
  ): Promise<{ readonly url: string; readonly secrets: readonly Secret[] }> {
    return this.database.asUser(userId, async (tx) => {
      const { url, previousSecretUntil } = await this.present(tx, id);
      const stored = await this.secrets.read(tx, id, userId, previousSecretUntil);
      return { url, secrets: this.secrets.unseal(stored) };
    });
  }

  private async switch(tx: EntityManager, before: Webhook, enabled?: boolean): Promise<void> {
    const { id, status } = before;
    if (enabled === false && status === 'enabled') {
      await this.webhooks.disable(tx, id, 'by_user', this.clock.now());
    }
    if (enabled === true && status === 'disabled') await this.webhooks.enable(tx, id);
  }

  /** Every delivery is judged again: names move. */
  private async judge(url: string): Promise<void> {
    if (new URL(url).hash !== '') throw wrongUrl('must not contain a fragment');
    try {
      await this.egress.judge(url);
    } catch (error) {
      if (!(error instanceof EgressFailure)) throw error;
      throw wrongUrl(`${error.message}. ${adviceFor(error).text}`);
    }
  }

  private async present(tx: EntityManager, id: string): Promise<Webhook> {
    const webhook = await this.webhooks.find(tx, id);
    if (webhook === undefined) throw new Problem(notFound);
    return webhook;
  }

  private async lock(tx: EntityManager, id: string): Promise<Webhook> {
    const webhook = await this.webhooks.lock(tx, id);
    if (webhook === undefined) throw new Problem(notFound);
    return webhook;
  }
}

function wrongUrl(message: string): Problem {
  return new Problem(invalidInput, { errors: [{ field: 'url', message }] });
}
