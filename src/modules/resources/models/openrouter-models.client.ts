import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Agent, request } from 'undici';
import { Problem } from '../../../common/errors/index.js';
import { modelsConfig } from './models.config.js';
import { listingUnavailable } from './model-problems.js';

/** A real listing has about one megabyte. */
const MAX_LISTING_BYTES = 8 * 1_048_576;
const LONGEST_MS = 30_000;

/** Asks OpenRouter for its models; that takes no key. */
@Injectable()
export class OpenRouterModels implements OnModuleDestroy {
  readonly #agent = new Agent({ maxResponseSize: MAX_LISTING_BYTES, connect: { timeout: 10_000 } });
  readonly #stopping = new AbortController();
  readonly #url: string;
  readonly #timeoutMs: number;

  constructor(
    @Inject(modelsConfig.KEY) { openRouterUrl, timeoutMs }: ConfigType<typeof modelsConfig>,
  ) {
    this.#url = `${openRouterUrl.replace(/\/$/, '')}/models?output_modalities=all`;
    this.#timeoutMs = Math.min(timeoutMs, LONGEST_MS);
  }

  /**
   * What OpenRouter answers, as it came: JSON, not more.
   * @throws {Problem} models_unavailable
   */
  async list(): Promise<unknown> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), this.#stopping.signal]);
    try {
      const headers = { accept: 'application/json' };
      const reply = await request(this.#url, { dispatcher: this.#agent, headers, signal });
      if (reply.statusCode === 200) return await reply.body.json();
      await reply.body.dump();
    } catch {
      // What it said, or how it failed to, is nothing that callers could use.
    }
    const detail = signal.aborted
      ? 'OpenRouter did not answer in time.'
      : 'OpenRouter gave no usable answer.';
    throw new Problem(listingUnavailable, { detail });
  }

  /** Before other parts of the server wait for what is under way. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    await this.#agent.close();
  }
}
