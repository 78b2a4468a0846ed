import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { Agent, type Dispatcher } from 'undici';
import type { Secret } from '../../../common/crypto/index.js';
import { basicAuth } from '../../../common/egress/index.js';
import { type Facilitator, NotAsked, OutOfReach } from './facilitator.js';
import { readExtensionResponses } from './extension-responses.js';
import type { SignedRequest } from './request-signer.js';

/** Where a facilitator is, and how long to wait for it. */
export interface FacilitatorAddress {
  readonly url: string;
  /** CAIP-2 id of the only network it is asked about; undefined for all. */
  readonly network: string | undefined;
  readonly token: Secret | undefined;
  /** Makes the token of one request, where it wants each signed. */
  readonly sign?: (request: SignedRequest) => Promise<string>;
  readonly timeoutMs: number;
}

const MAX_CONNECTIONS = 64;
/** Shorter than servers keep idle connections, so that a settlement does not meet a closed one. */
const KEEP_ALIVE_MS = 4_000;
/** Real replies have some hundred bytes. */
const MAX_REPLY_BYTES = 65_536;

/** Failures to connect: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The connection broke after the request was begun. */
const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** What stands in front of a facilitator answers so when that cannot be reached. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

/** A facilitator behind a URL (x402 specification v2, section 7, facilitator interface). */
export class HttpFacilitator implements Facilitator {
  readonly name: string;
  readonly tellsWhatItSent = false;
  readonly #agent: Agent;
  readonly #base: URL;

  constructor(private readonly address: FacilitatorAddress) {
    this.#base = new URL(address.url);
    this.name = this.#base.origin;
    this.#agent = new Agent({
      connections: MAX_CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      maxResponseSize: MAX_REPLY_BYTES,
      connect: { timeout: address.timeoutMs },
    });
  }

  serves(network: string): boolean {
    return (this.address.network ?? network) === network;
  }

  verify(payload: PaymentPayload, requirements: PaymentRequirements): Promise<unknown> {
    const ask = () => this.#ask('POST', 'verify', question(payload, requirements));
    // A kept connection may have been closed just now; asking again cannot move money.
    return ask().catch((error: unknown) => (isBroken(error) ? ask() : Promise.reject(error)));
  }

  settle(payload: PaymentPayload, requirements: PaymentRequirements): Promise<unknown> {
    return this.#ask('POST', 'settle', question(payload, requirements));
  }

  supported(): Promise<unknown> {
    return this.#ask('GET', 'supported');
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  /**
   * The JSON of the reply, whatever its status: refusals come as 4xx too. What its header says of the index
   * is in it as `indexReport`.
   */
  async #ask(method: 'GET' | 'POST', path: string, body?: string): Promise<unknown> {
    const { timeoutMs } = this.address;
    const prefix = this.#base.pathname.replace(/\/$/, '');
    const target = `${prefix}/${path}`;
    const headers = {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(await this.#authorization({ method, host: this.#base.host, path: target })),
    };
    const reply = await this.#request({
      origin: this.#base.origin,
      path: `${target}${this.#base.search}`,
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body }),
    });
    const text = await reply.body.text().catch((error: unknown) => this.#failed(error));
    return withReport(this.#read(text, reply.statusCode), reply.headers['extension-responses']);
  }

  async #authorization(request: SignedRequest): Promise<Record<string, string>> {
    const { token, sign } = this.address;
    const bearer = sign === undefined ? token?.reveal() : await sign(request);
    return bearer === undefined ? basicAuth(this.#base) : { authorization: `Bearer ${bearer}` };
  }

  #read(text: string, status: number): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      if (!GATEWAY_STATUSES.has(status)) throw error;
      throw new OutOfReach(`${this.name} answered ${status}`, { cause: error });
    }
  }

  #request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
    return this.#agent.request(options).catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): never {
    const message = `${this.name} cannot be reached`;
    if (NOT_SENT.has(codeOf(error))) throw new NotAsked(message, { cause: error });
    const isSilent = isTimeout(error) || BROKEN.has(codeOf(error));
    throw isSilent ? new OutOfReach(message, { cause: error }) : error;
  }
}

/** A reply with what its header says, in a member that only this makes. */
function withReport(reply: unknown, header: unknown): unknown {
  if (typeof reply !== 'object' || reply === null) return reply;
  return { ...reply, indexReport: readExtensionResponses(header) };
}

function question(paymentPayload: PaymentPayload, paymentRequirements: PaymentRequirements) {
  const { x402Version } = paymentPayload;
  return JSON.stringify({ x402Version, paymentPayload, paymentRequirements });
}

function isTimeout(error: unknown): boolean {
  return (error as Error | null)?.name === 'TimeoutError';
}

function isBroken(error: unknown): boolean {
  return error instanceof OutOfReach && BROKEN.has(codeOf(error.cause));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}
