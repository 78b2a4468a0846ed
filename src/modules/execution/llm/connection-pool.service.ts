import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, fetch, Response } from 'undici';
import { wholeFrames } from './whole-frames.js';

/** The `fetch` both official SDKs take. */
export type SdkFetch = typeof globalThis.fetch;

const CONNECT_TIMEOUT_MS = 10_000;
/** Every call has a deadline of its own, which comes before: no setting allows a longer answer. */
const MAX_SILENCE_MS = 3_600_000;
const KEEP_ALIVE_MS = 30_000;
const MAX_CONNECTIONS = 256;
const ALWAYS_PASSED = ['accept', 'content-type', 'user-agent'];

/** The keep-alive connections to all providers, whatever key a call is made with. */
@Injectable()
export class ConnectionPool implements OnApplicationShutdown {
  readonly #agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: MAX_SILENCE_MS,
    bodyTimeout: MAX_SILENCE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connections: MAX_CONNECTIONS,
  });

  /**
   * A `fetch` over the pool that sends `own` headers and, of what the SDK asks for, only `passed`
   * ones: the SDKs also add headers from environment variables, which must not reach a provider.
   * Redirects fail, as they could carry the key elsewhere.
   */
  fetchWith(own: Readonly<Record<string, string>>, passed: readonly string[] = []): SdkFetch {
    const allowed = new Set([...ALWAYS_PASSED, ...passed]);
    return async (url, init = {}) => {
      const { method, body, signal } = init;
      if (typeof body === 'object' && body !== null) throw new TypeError('Only text can be sent');
      const wanted = [...new Headers(init.headers)].filter(([name]) => allowed.has(name));
      const answer = await fetch(url instanceof Request ? url.url : url, {
        method,
        body,
        signal,
        headers: { ...Object.fromEntries(wanted), ...own },
        redirect: 'error',
        dispatcher: this.#agent,
      });
      const { body: bytes, status, statusText, headers } = answer;
      if (bytes === null) return answer;
      return new Response(bytes.pipeThrough(wholeFrames()), { status, statusText, headers });
    };
  }

  /** Waits for calls under way; the web server has stopped taking new ones by then. */
  async onApplicationShutdown(): Promise<void> {
    await this.#agent.close();
  }
}
