import { setTimeout as delay } from 'node:timers/promises';
import type { WireAnswer, WireRequest } from './provider-wire.js';

/** What goes wrong with some requests. What is not set stays as the service has it. */
export interface Fault {
  /** As `ProviderServer.urls` names it; any, unless set. */
  readonly service?: string;
  /** Path below the base URL, and query: `/v1/organizations/me?limit=1`. */
  readonly path: RegExp;
  readonly status?: number;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** How many requests it befalls; all of them, unless set. */
  readonly times?: number;
  /** Makes something else of the answer: a service that lies. */
  rewrite?(answer: WireAnswer, request: WireRequest): WireAnswer;
}

/** Makes services fail, from outside. The first fault that fits befalls a request. */
export class Faults {
  private readonly faults: { readonly fault: Fault; left: number }[] = [];

  /** @returns what ends it */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.faults.push(entry);
    return () => {
      const at = this.faults.indexOf(entry);
      if (at >= 0) this.faults.splice(at, 1);
    };
  }

  clear(): void {
    this.faults.length = 0;
  }

  async befall(
    service: string,
    request: WireRequest,
    answer: () => WireAnswer,
  ): Promise<WireAnswer> {
    const asked = `${request.path}?${decodeURIComponent(String(request.query))}`;
    const entry = this.faults.find(
      ({ fault, left }) =>
        left > 0 && (fault.service ?? service) === service && fault.path.test(asked),
    );
    if (entry === undefined) return answer();
    entry.left -= 1;
    const { status, body, headers, delayMs, rewrite } = entry.fault;
    if (delayMs !== undefined) await delay(delayMs, undefined, { ref: false });
    if (status === undefined && body === undefined && headers === undefined) {
      return rewrite?.(answer(), request) ?? answer();
    }
    const isAnswered = status === undefined || body === undefined;
    const usual: WireAnswer = isAnswered ? answer() : { status: 200, body: '' };
    return {
      status: status ?? usual.status,
      body: body ?? (status === undefined ? usual.body : 'Service Unavailable'),
      headers: { ...usual.headers, ...headers },
    };
  }
}
