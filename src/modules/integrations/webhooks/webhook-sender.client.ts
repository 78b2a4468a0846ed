import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock, unixSeconds } from '../../../common/clock/index.js';
import type { Secret } from '../../../common/crypto/index.js';
import { Egress, EgressFailure, type EgressResponse } from '../../../common/egress/index.js';
import { excerptOf } from './excerpt.js';
import type { Answer } from './delivery-schedule.js';
import { signatureOf } from './webhook-signature.js';
import { webhooksConfig } from './webhooks.config.js';

/** Read of an answer's body at the most. */
const READ_BYTES = 4_096;
/** How long the body may take, whose status has said all that counts. */
const READ_MS = 1_000;

/** One message of Standard Webhooks. */
export interface WebhookMessage {
  /** The same at each attempt. */
  readonly id: string;
  readonly type: string;
  readonly timestamp: Date;
  readonly data: object;
}

/** Sends signed messages to addresses of users' choosing. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
    @Inject(webhooksConfig.KEY) private readonly config: ConfigType<typeof webhooksConfig>,
  ) {}

  /** For everything, from the name to what is read of the answer. */
  get timeoutMs(): number {
    return this.config.timeoutMs;
  }

  /**
   * Sends a message once, with a signature by each secret. Whatever the receiver does is an answer.
   * @throws the signal's reason when that aborts
   */
  async send(
    url: string,
    { id, ...message }: WebhookMessage,
    secrets: readonly Secret[],
    signal: AbortSignal,
  ): Promise<Answer> {
    const body = JSON.stringify(message);
    const timestamp = unixSeconds(this.clock.now());
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Coinslot-Webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf({ id, timestamp, body }, secrets),
    };
    return this.ask(url, { headers, body, signal });
  }

  private async ask(
    url: string,
    request: { headers: Record<string, string>; body: string; signal: AbortSignal },
  ): Promise<Answer> {
    const begun = performance.now();
    const durationMs = () => Math.round(performance.now() - begun);
    const nothing = { statusCode: null, excerpt: '', retryAfter: undefined };
    const limits = { timeoutMs: this.timeoutMs, maxBytes: Number.MAX_SAFE_INTEGER };
    try {
      const response = await this.egress.request(url, { method: 'POST', ...request, ...limits });
      const answered = { durationMs: durationMs(), ...answerOf(response) };
      return { ...answered, excerpt: excerptOf(await beginning(response.body)) };
    } catch (error) {
      if (!(error instanceof EgressFailure)) throw error;
      return { ...nothing, durationMs: durationMs(), error: error.kind };
    }
  }
}

function answerOf({ status, headers }: EgressResponse): Omit<Answer, 'durationMs' | 'excerpt'> {
  const { 'retry-after': retryAfter } = headers;
  const wrong = status >= 300 && status < 400 ? 'redirect' : 'status';
  return {
    statusCode: status,
    error: status >= 200 && status < 300 ? null : wrong,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
  };
}

/** How a body begins; what is wrong with the rest of it concerns nobody, since the status came first. */
async function beginning(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => body.destroy(EgressFailure.of('timeout')), READ_MS);
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= READ_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof EgressFailure)) throw error;
  } finally {
    clearTimeout(late);
  }
  return Buffer.concat(chunks).subarray(0, READ_BYTES);
}
