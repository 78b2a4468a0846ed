import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { errorClass } from '../../../common/errors/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import { EndedAccesses } from './ended-access.service.js';
import {
  type Outcome,
  ReceivedWebhooksRepository,
  type TakenWebhook,
} from './received-webhooks.repository.js';

/**
 * Does what webhooks call for, once they are stored and answered. All of it can be done twice: what a
 * process had in hand when it died is done again by whoever looks next.
 */
@Injectable()
export class WebhookWork implements BeforeApplicationShutdown {
  private isCalled = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly lifetime: Lifetime,
    private readonly providers: ConnectionProviders,
    private readonly webhooks: ReceivedWebhooksRepository,
    private readonly ended: EndedAccesses,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    if (this.running !== undefined) await this.lifetime.waitFor(this.running);
  }

  /** Works on what is due until nothing is. It never rejects: what fails is tried again later. */
  drain(): Promise<void> {
    this.isCalled = true;
    return (this.running ??= this.run());
  }

  private async run(): Promise<void> {
    try {
      while (this.isCalled && !this.lifetime.isEnding) {
        this.isCalled = false;
        await this.round();
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'received webhooks cannot be worked on at present');
    }
    this.running = undefined;
  }

  private async round(): Promise<void> {
    const taken = await this.database.asService('provider_webhooks', (tx) =>
      this.webhooks.take(tx),
    );
    for (const webhook of taken) await this.attempt(webhook);
    if (taken.length > 0) this.isCalled = true;
  }

  private async attempt(webhook: TakenWebhook): Promise<void> {
    const { id, provider, topic } = webhook;
    try {
      const outcome = await this.work(webhook);
      await this.database.asService('provider_webhooks', (tx) =>
        this.webhooks.finish(tx, id, outcome),
      );
    } catch (error) {
      this.logger.warn({ err: error, provider, topic }, 'a received webhook failed');
      await this.database.asService('provider_webhooks', (tx) =>
        this.webhooks.postpone(tx, id, errorClass(error)),
      );
    }
  }

  private async work({ provider, topic, account, triggeredAt }: TakenWebhook): Promise<Outcome> {
    const rules = this.providers.find(provider)?.definition.webhooks;
    const work =
      rules && Object.hasOwn(rules.topics, topic) ? rules.topics[topic]?.work : undefined;
    if (rules === undefined || work === undefined) return 'ignored';
    if (work === 'nothing_kept' || account === null) return 'nothing_kept';
    const member = rules.accountMember;
    await this.ended.end({ provider, member, account, at: triggeredAt });
    if (work === 'disconnect') return 'disconnected';
    await this.database.asService('provider_webhooks', (tx) =>
      this.webhooks.forgetAccount(tx, provider, account),
    );
    return 'erased';
  }
}
