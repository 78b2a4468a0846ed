import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { VaultError } from '../vault/envelope.js';
import type { StoredSecret } from '../vault/vault.service.js';
import type { TakenDelivery } from './queue.repository.js';
import type { Answer } from './delivery-schedule.js';
import { messageId } from './webhook.js';
import type { Outcome } from './webhook-outcomes.service.js';
import { WebhookSecrets } from './webhook-secrets.service.js';
import { WebhookSender } from './webhook-sender.client.js';

/**
 * Requests under way at once in each process: so many to webhooks whose last attempt went well and
 * quickly, and so many to the others. Those that hang take no room from those that work.
 */
const AT_ONCE = 32;
/** For what comes before and after the request itself, so that nobody else takes over too early. */
const SPARE_SECONDS = 30;

/** A delivery that was taken, with what signs it. */
export interface SecretDelivery extends TakenDelivery {
  readonly secrets: readonly StoredSecret[];
  /** Whether the last attempt failed or took long. */
  readonly isSlow: boolean;
}

/** How many more attempts there may be. */
export interface Room {
  readonly quick: number;
  readonly slow: number;
}

class ProcessEnds extends Error {}

/** Runs attempts, each within its bounds, and keeps how they ended until that has been written down. */
@Injectable()
export class WebhookAttempts {
  private readonly running = { quick: 0, slow: 0 };
  private unwritten: Outcome[] = [];

  constructor(
    private readonly lifetime: Lifetime,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** How long a webhook stays with this process. */
  get leaseSeconds(): number {
    return this.sender.timeoutMs / 1_000 + SPARE_SECONDS;
  }

  get room(): Room {
    const { quick, slow } = this.running;
    return { quick: AT_ONCE - quick, slow: AT_ONCE - slow };
  }

  /** Those that have ended, until {@link forget}. */
  get ended(): readonly Outcome[] {
    return this.unwritten;
  }

  get isIdle(): boolean {
    const { quick, slow } = this.running;
    return quick + slow + this.unwritten.length === 0;
  }

  /** Drops the first `count` of {@link ended}, which have been written down. */
  forget(count: number): void {
    this.unwritten = this.unwritten.slice(count);
  }

  /** @param ended is called once it is known how that went */
  async run(delivery: SecretDelivery, ended: () => void): Promise<void> {
    const lane = delivery.isSlow ? 'slow' : 'quick';
    this.running[lane] += 1;
    const answer = await this.attempt(delivery);
    this.running[lane] -= 1;
    this.unwritten = [...this.unwritten, { taken: delivery, answer }];
    ended();
  }

  /** Undefined when the end of the process came first. */
  private async attempt(delivery: SecretDelivery): Promise<Answer | undefined> {
    const { timeoutMs } = this.sender;
    const limits = {
      timeoutMs: 2 * timeoutMs,
      timeUp: () => new Error(`a webhook took longer than ${2 * timeoutMs} ms`),
      processEnds: () => new ProcessEnds('the process ends'),
    };
    try {
      return await this.lifetime.within(limits, (signal) => this.send(delivery, signal));
    } catch (err) {
      if (err instanceof ProcessEnds) return undefined;
      const isSecret = err instanceof VaultError;
      this.logger.error({ err, webhookId: delivery.webhookId }, 'a webhook could not be sent');
      return {
        statusCode: null,
        durationMs: 0,
        error: isSecret ? 'secret' : 'broken',
        excerpt: '',
        retryAfter: undefined,
      };
    }
  }

  private async send(delivery: SecretDelivery, signal: AbortSignal): Promise<Answer> {
    const { id, url, type, data, happenedAt: timestamp } = delivery;
    const message = { id: messageId(id), type, timestamp, data };
    return this.sender.send(url, message, this.secrets.unseal(delivery.secrets), signal);
  }
}
