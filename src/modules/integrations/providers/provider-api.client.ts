import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { Secret } from '../../../common/crypto/index.js';
import { type Egress, EgressFailure } from '../../../common/egress/index.js';
import { parseJson } from '../../../common/json/index.js';
import type { ProviderApi } from './connection-provider.js';
import { type ProviderAnswer, ProviderUnreachable } from './provider-session.js';

/** For one request; a whole check has a limit of its own. */
const TIMEOUT_MS = 10_000;
/** Who says more is not waited for. */
const MAX_WAIT_MS = 3_000;
const MAX_BYTES = 2_097_152;
const BOUNDS = { depth: 32, members: 1_000, entries: 5_000, values: 50_000, name: 1_000 };

/** Secrets by the names that header templates call them by. */
export type Secrets = ReadonlyMap<string, Secret>;

/** Asks one provider with one user's secrets, within its rate limit. */
export class ProviderApiClient {
  private asked = 0;

  constructor(
    private readonly egress: Egress,
    private readonly name: string,
    private readonly api: ProviderApi,
    private readonly secrets: Secrets,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Asks; who is told to wait a moment asks once more.
   * @throws {ProviderUnreachable} without an answer, and for 429 and 5xx
   */
  async get(path: string, query: Readonly<Record<string, string>> = {}): Promise<ProviderAnswer> {
    const url = new URL(`${this.api.baseUrl.replace(/\/$/, '')}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    try {
      let answer = await this.ask(url.href);
      if (answer.status === 429 && answer.waitMs !== undefined) {
        await sleep(answer.waitMs, undefined, { signal: this.signal });
        answer = await this.ask(url.href);
      }
      const { status, body } = answer;
      if (status !== 429 && status < 500) return { status, body };
    } catch (error) {
      throw this.failure(error);
    }
    throw new ProviderUnreachable(`${this.name} cannot answer at the moment`);
  }

  private async ask(url: string): Promise<ProviderAnswer & { readonly waitMs?: number }> {
    await this.pause();
    const { status, headers, body } = await this.egress.request(url, {
      method: 'GET',
      headers: this.headers(),
      signal: this.signal,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    const json = parseJson(await text(body), BOUNDS);
    const wait = Number(headers['retry-after'] ?? Number.NaN) * 1_000;
    return { status, body: json, ...(wait >= 0 && wait <= MAX_WAIT_MS && { waitMs: wait }) };
  }

  private pause(): Promise<void> | undefined {
    const { requestsPerSecond } = this.api;
    const isFree = requestsPerSecond === undefined || this.asked < requestsPerSecond;
    this.asked += 1;
    return isFree
      ? undefined
      : sleep(1_000 / requestsPerSecond, undefined, { signal: this.signal });
  }

  private headers(): Record<string, string> {
    const filled = Object.entries(this.api.headers).map(([name, template]) => [
      name,
      template.replaceAll(/\{(\w+)\}/g, (_all, secret: string) => this.reveal(secret)),
    ]);
    return { accept: 'application/json', 'user-agent': 'Coinslot', ...Object.fromEntries(filled) };
  }

  private reveal(name: string): string {
    const secret = this.secrets.get(name);
    if (secret === undefined) throw new Error(`a header of ${this.name} needs the secret ${name}`);
    return secret.reveal();
  }

  private failure(error: unknown): Error {
    const { name } = this;
    if (this.signal.aborted) return new ProviderUnreachable(`${name} did not answer in time`);
    if (!(error instanceof EgressFailure)) return error as Error;
    const { kind } = error;
    if (kind === 'refused') {
      return new ProviderUnreachable(`This server may not reach ${name}: ask its operator`);
    }
    if (kind === 'timeout') return new ProviderUnreachable(`${name} did not answer in time`);
    if (kind === 'too_large') return new ProviderUnreachable(`${name} answered more than is read`);
    return new ProviderUnreachable(`${name} cannot be reached`);
  }
}
