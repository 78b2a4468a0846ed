import { text } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { Egress, EgressFailure, type EgressResponse } from '../../../common/egress/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { storageConfig } from './storage.config.js';
import { readReply, type StorageReply } from './storage-reply.js';
import type { Upload } from './upload.js';

/** Storing is slow, and being paid in between makes it slower. */
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 65_536;

/** Asks the storage, which is an address like any other: only through {@link Egress}. */
@Injectable()
export class StorageClient {
  private readonly url: string;
  private readonly isProduction: boolean;

  constructor(
    private readonly egress: Egress,
    private readonly lifetime: Lifetime,
    @Inject(storageConfig.KEY) { url, isProduction }: ConfigType<typeof storageConfig>,
  ) {
    this.url = url;
    this.isProduction = isProduction;
  }

  /** Sends a file, with a payment once there is one. `id` is the same whenever it is sent again. */
  async send(
    id: string,
    { data, filename }: Upload,
    payment: PaymentPayload | null,
  ): Promise<StorageReply> {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Coinslot',
      'idempotency-key': id,
      ...(payment !== null && { 'payment-signature': encodePaymentSignatureHeader(payment) }),
    };
    const body = JSON.stringify({ data, filename });
    const { over: signal } = this.lifetime;
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, signal };
    try {
      const answer = await this.egress.request(this.url, {
        method: 'POST',
        headers,
        body,
        ...limits,
      });
      return await this.read(answer);
    } catch (error) {
      if (error instanceof EgressFailure) return { kind: 'failed', reason: 'unavailable' };
      throw error;
    }
  }

  private async read({ status, headers, body }: EgressResponse): Promise<StorageReply> {
    const answer = { status, headers, body: await text(body) };
    return readReply(answer, this.isProduction ? ['https:'] : ['https:', 'http:']);
  }
}
