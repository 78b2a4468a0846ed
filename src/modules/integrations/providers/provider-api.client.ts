import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { Secret } from '../../../common/crypto/index.js';
import { type Egress, EgressFailure } from '../../../common/egress/index.js';
import { exactNumbers, parseJson } from '../../../common/json/index.js';
import type { ProviderApi } from './connection-provider.js';
import { fillUrl } from './fill-url.js';
import { at } from './json-path.js';
import {
  type Particulars,
  type ProviderAnswer,
  ProviderUnreachable,
  type Query,
} from './provider-session.js';
import { secondsToWait } from './retry-after.js';

/** For one request; a whole check has a limit of its own. */
const TIMEOUT_MS = 10_000;
/** Who says more is not waited for. */
const MAX_WAIT_MS = 3_000;
const MAX_BYTES = 2_097_152;
const MAX_REPORT_BYTES = 8_388_608;
const REFUSED = 401;
const TOO_MANY = 429;
const BOUNDS = { depth: 32, members: 1_000, entries: 5_000, values: 50_000, name: 1_000 };
const REPORT_BOUNDS = { ...BOUNDS, entries: 10_000, values: 300_000 };

/** Secrets by the names that header templates call them by. */
export type Secrets = ReadonlyMap<string, Secret>;

/** What asks a provider. */
export interface Access {
  readonly secrets: Secrets;
  /** What the user filled in and chose that is no secret. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /**
   * Gets others in place of secrets that the provider has just refused; undefined where there are none.
   * @returns false when the refusal stands
   * @throws {ProviderUnreachable} when there are none at the moment
   */
  renew?(): Promise<boolean>;
}

/** How a question is put. */
export interface AskDetails extends Particulars {
  readonly query?: Query | undefined;
  /** Sent by POST; undefined for a GET. */
  readonly json?: Readonly<Record<string, unknown>> | undefined;
}

interface Answer extends ProviderAnswer {
  /** How long to wait before asking again; undefined when it is not told. */
  readonly waitMs?: number | undefined;
}

/** Asks one provider with one user's secrets, within its rate limit. */
export class ProviderApiClient {
  private asked = 0;
  private hasRenewed = false;

  constructor(
    private readonly egress: Egress,
    private readonly name: string,
    private readonly api: ProviderApi,
    private readonly access: Access,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Asks; who is told to wait a moment asks once more, and so does who has got new secrets.
   * @throws {ProviderUnreachable} without an answer, and for 429 and 5xx
   */
  async ask(path: string, details: AskDetails = {}): Promise<ProviderAnswer> {
    const url = new URL(`${this.baseUrl()}${path}`);
    for (const [name, value] of Object.entries(details.query ?? {}))
      for (const each of [value].flat()) url.searchParams.append(name, each);
    let answer: Answer;
    try {
      answer = await this.patiently(url.href, details);
    } catch (error) {
      throw this.failure(error);
    }
    const { status, body, waitMs } = answer;
    if (status !== TOO_MANY && status < 500) return { status, body };
    const retryAfter = waitMs === undefined ? undefined : waitMs / 1_000;
    throw new ProviderUnreachable(`${this.name} cannot answer at the moment`, retryAfter);
  }

  private async patiently(url: string, details: AskDetails): Promise<Answer> {
    let answer = await this.send(url, details);
    if (answer.status === REFUSED && (await this.renew())) answer = await this.send(url, details);
    if (answer.status === TOO_MANY && (answer.waitMs ?? Number.POSITIVE_INFINITY) <= MAX_WAIT_MS) {
      await sleep(answer.waitMs, undefined, { signal: this.signal });
      answer = await this.send(url, details);
    }
    return answer;
  }

  /** Once: new secrets that are refused as well are no good. */
  private async renew(): Promise<boolean> {
    if (this.hasRenewed) return false;
    this.hasRenewed = true;
    return (await this.access.renew?.()) ?? false;
  }

  private async send(
    url: string,
    { json, headers: own, isReport = false }: AskDetails,
  ): Promise<Answer> {
    await this.pause();
    const { status, headers, body } = await this.egress.request(url, {
      method: json === undefined ? 'GET' : 'POST',
      headers: { ...this.headers(), ...own, ...(json && { 'content-type': 'application/json' }) },
      ...(json && { body: JSON.stringify(json) }),
      signal: this.signal,
      timeoutMs: TIMEOUT_MS,
      maxBytes: isReport ? MAX_REPORT_BYTES : MAX_BYTES,
    });
    const read = await text(body);
    const answer = isReport
      ? parseJson(exactNumbers(read), REPORT_BOUNDS)
      : parseJson(read, BOUNDS);
    const { throttled } = this.api;
    if (status === 200 && throttled !== undefined && at(answer, throttled.at) === throttled.is) {
      return { status: TOO_MANY, body: answer, waitMs: throttled.waitMs };
    }
    const wait = secondsToWait(headers['retry-after']);
    return { status, body: answer, ...(wait !== undefined && { waitMs: wait * 1_000 }) };
  }

  private pause(): Promise<void> | undefined {
    const { requestsPerSecond } = this.api;
    const isFree = requestsPerSecond === undefined || this.asked < requestsPerSecond;
    this.asked += 1;
    return isFree
      ? undefined
      : sleep(1_000 / requestsPerSecond, undefined, { signal: this.signal });
  }

  private baseUrl(): string {
    const { inputs } = this.access;
    return fillUrl(this.api.baseUrl, inputs).replace(/\/$/, '');
  }

  private headers(): Record<string, string> {
    const filled = Object.entries(this.api.headers ?? {}).map(([name, template]) => [
      name,
      template.replaceAll(/\{(\w+)\}/g, (_all, secret: string) => this.reveal(secret)),
    ]);
    return { accept: 'application/json', 'user-agent': 'Coinslot', ...Object.fromEntries(filled) };
  }

  private reveal(name: string): string {
    const secret = this.access.secrets.get(name);
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
