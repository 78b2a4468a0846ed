import { setTimeout } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, type Dispatcher, Pool } from 'undici';
import { traced } from '../observability/index.js';
import { connectFailureOf, EgressFailure, failureOf } from './egress-failure.js';
import { guardedConnector, judgedAddresses } from './guarded-connector.client.js';
import { limitedBody } from './limited-body.js';
import { type EgressPolicy, refusalOfUrl, targetOf } from './policy.js';
import {
  type EgressRequest,
  type EgressResponse,
  harmlessHeaders,
  ownHeaders,
  redirectOf,
} from './request.js';
import { hostResolver, type ResolveHost } from './resolver.client.js';

const CONNECTIONS_PER_ORIGIN = 64;
const MAX_ORIGINS = 4_096;
const KEEP_ALIVE_MS = 4_000;
const MAX_HEADER_BYTES = 32_768;

/**
 * The only way out to addresses that users choose or influence. Every connection is judged by the
 * policy when it is made, redirects included; no proxy of the environment is used.
 */
@Injectable()
export class Egress implements OnApplicationShutdown {
  readonly #agent: Agent;

  constructor(
    private readonly policy: EgressPolicy,
    private readonly resolve: ResolveHost = hostResolver(),
  ) {
    const limits = {
      connections: CONNECTIONS_PER_ORIGIN,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Each request has one limit for everything.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#agent = new Agent({
      maxOrigins: MAX_ORIGINS,
      factory: (origin) => {
        const target = targetOf(new URL(origin));
        return new Pool(origin, { ...limits, connect: guardedConnector(policy, target, resolve) });
      },
    });
  }

  /**
   * Asks once; a status of 4xx or 5xx is an answer like any other.
   * @throws {EgressFailure} when there is no answer; the caller's reason when its signal aborted
   */
  async request(url: string, request: EgressRequest): Promise<EgressResponse> {
    if (!URL.canParse(url)) throw EgressFailure.refused('malformed');
    const timeLimit = AbortSignal.timeout(request.timeoutMs);
    const { signal: given } = request;
    const ready = {
      ...request,
      headers: ownHeaders(request.headers ?? {}),
      signal: given === undefined ? timeLimit : AbortSignal.any([given, timeLimit]),
      explain: (error: unknown) => (given?.aborted === true ? reasonOf(given) : failureOf(error)),
    };
    try {
      const attributes = { 'http.request.method': request.method };
      return await traced(
        { name: 'request to elsewhere', kind: 'client', isPart: true, attributes },
        () => this.#follow(new URL(url), ready),
      );
    } catch (error) {
      throw ready.explain(error);
    }
  }

  /**
   * Judges an address without asking it. Every request is judged again: names move.
   * @throws {EgressFailure} `refused`, or `unreachable` when nobody knows where it leads at the moment
   */
  async judge(url: string): Promise<void> {
    const { target, host } = askable(url);
    await judgedAddresses(this.policy, target, this.resolve, host);
  }

  /**
   * Connects to an address and says nothing there: no server counts that as a call.
   * @throws {EgressFailure} `refused`, `unreachable`, or `timeout`
   */
  async reach(url: string, timeoutMs: number): Promise<void> {
    const { target, host } = askable(url);
    const { protocol } = target;
    const options = { hostname: host, host, protocol, port: String(target.port) };
    const connect = guardedConnector(this.policy, target, this.resolve);
    const connected = new Promise<void>((resolve, reject) => {
      connect(options, (error, socket) => {
        socket?.destroy();
        if (error === null) resolve();
        else reject(connectFailureOf(error));
      });
    });
    const late = setTimeout(timeoutMs, undefined, { ref: false }).then(() => {
      throw EgressFailure.of('timeout');
    });
    await Promise.race([connected, late]);
  }

  /** Waits for requests under way; the web server has stopped taking new ones by then. */
  async onApplicationShutdown(): Promise<void> {
    await this.#agent.close();
  }

  async #follow(from: URL, request: Ready): Promise<EgressResponse> {
    let url = from;
    let { headers } = request;
    for (let left = request.redirects ?? 0; ; left -= 1) {
      const query = url === from ? request.rawQuery : undefined;
      const answer = await this.#ask(url, { ...request, headers }, query);
      const next = redirectOf(answer.statusCode, answer.headers, url);
      const isFollowed = left > 0 && ['GET', 'HEAD'].includes(request.method);
      if (next === undefined || !isFollowed) return present(answer, url, request);
      void answer.body.dump().catch(nothing);
      if (url.protocol === 'https:' && next.protocol === 'http:') {
        throw EgressFailure.refused('plain_http');
      }
      if (next.origin !== url.origin) headers = harmlessHeaders(headers);
      url = next;
    }
  }

  #ask(
    url: URL,
    { method, headers, signal, body }: Ready,
    query = url.search,
  ): Promise<Dispatcher.ResponseData> {
    const refusal = refusalOfUrl(url);
    if (refusal !== undefined) throw EgressFailure.refused(refusal);
    return this.#agent.request({
      origin: url.origin,
      path: `${url.pathname}${query}`,
      method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
  }
}

/** Where a URL leads. @throws {EgressFailure} `refused`, for what the URL itself says */
function askable(url: string) {
  if (!URL.canParse(url)) throw EgressFailure.refused('malformed');
  const parsed = new URL(url);
  const refusal = refusalOfUrl(parsed);
  if (refusal !== undefined) throw EgressFailure.refused(refusal);
  const target = targetOf(parsed);
  return { target, host: target.hostname.replace(/^\[(.*)\]$/, '$1') };
}

/** A request with its headers chosen and its time limit running. */
interface Ready extends EgressRequest {
  readonly headers: Record<string, string | string[]>;
  readonly signal: AbortSignal;
  /** Turns what went wrong into what the caller is told. */
  readonly explain: (error: unknown) => Error;
}

function present(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { href }: URL,
  { method, maxBytes, explain }: Ready,
): EgressResponse {
  const limited = limitedBody(body, maxBytes, explain);
  if (method !== 'HEAD' && Number(headers['content-length']) > maxBytes) {
    limited.destroy();
    throw EgressFailure.of('too_large');
  }
  return { status: statusCode, headers, body: limited, url: href };
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new DOMException('aborted', 'AbortError');
}

function nothing(): void {}
