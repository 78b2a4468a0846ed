import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { anthropic } from './anthropic.js';
import { Organization, type OrganizationSize } from './anthropic-organization.js';
import { makeAuthorizations } from './authorizations.js';
import { dynamicMockups } from './dynamic-mockups.js';
import { klaviyo } from './klaviyo.js';
import { openrouter } from './openrouter.js';
import { pinterest } from './pinterest.js';
import { Faults } from './provider-faults.js';
import { resend } from './resend.js';
import { shopify } from './shopify.js';
import { ShopifyWebhooks } from './shopify-webhooks.js';
import { Throttle } from './throttle.js';
import type { ProviderWire, WireAnswer, WireRequest } from './provider-wire.js';

/** Each API, and the path that its base URL ends in. */
const WIRES = {
  anthropic: [anthropic, ''],
  dynamicMockups: [dynamicMockups, '/api/v1'],
  klaviyo: [klaviyo, '/api'],
  openrouter: [openrouter, '/api/v1'],
  pinterest: [pinterest, '/v5'],
  resend: [resend, ''],
  shopify: [shopify, ''],
} as const satisfies Record<string, readonly [ProviderWire, string]>;

type AnswerByPath = (path: string, request: WireRequest) => WireAnswer | undefined;

export type StandInName = keyof typeof WIRES;

/** What else than usual is served. */
export interface ProviderServerOptions {
  /** What time it is there. */
  readonly now?: () => Date;
  /** Of the organization that Anthropic reports about. */
  readonly size?: OrganizationSize;
}

/** What was asked of a service. */
export interface Asked {
  readonly service: StandInName;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly key: string | undefined;
  /** It came too soon after others, and has to be asked again. */
  isTooSoon: boolean;
}

/** How many requests are remembered. */
const MAX_ASKED = 20_000;

/**
 * Stand-ins for the services that users connect. They take every key of the right form, except those with
 * `wrong` in them; with `down` the service is out of order.
 */
export class ProviderServer {
  /** Base URLs, by the names of the services. */
  readonly urls: Readonly<Record<StandInName, string>>;
  /** `host:port`, as an egress policy names it. */
  readonly host: string;
  /** Keys that are not accepted any more. */
  readonly revoked = new Set<string>();
  /** Services that are out of order. */
  readonly down = new Set<StandInName>();
  /** What shops tell the apps that are installed there. */
  readonly webhooks = new ShopifyWebhooks();
  /** How users permit access, where a service works so. */
  readonly authorizations = makeAuthorizations();
  /** What goes wrong. */
  readonly faults = new Faults();
  /** What was asked, the latest last. */
  readonly asked: Asked[] = [];
  /** What time it is there; may be set. */
  now: () => Date;
  /** Whose figures Anthropic reports. */
  readonly organization: Organization;
  private readonly throttle = new Throttle();

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    port: number,
    { now = () => new Date(), size }: ProviderServerOptions,
  ) {
    this.now = now;
    this.organization = new Organization(size);
    this.host = `127.0.0.1:${port}`;
    const urls = Object.entries(WIRES).map(([name, [, path]]) => [
      name,
      `http://${this.host}/${name}${path}`,
    ]);
    this.urls = Object.fromEntries(urls) as Record<StandInName, string>;
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(options: ProviderServerOptions = {}): Promise<ProviderServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return new ProviderServer(server, address.port, options);
  }

  /** Where a shop of Shopify’s is, `{shop}` for its name. */
  get shopUrl(): string {
    return `${this.urls.shopify}/{shop}`;
  }

  /** Where users of a service permit access. */
  authorizeUrl(name: 'klaviyo' | 'openrouter' | 'pinterest'): string {
    const paths = { klaviyo: '/oauth/authorize', openrouter: '/auth', pinterest: '/oauth/' };
    return `http://${this.host}/${name}${paths[name]}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Answers what users and clients ask without a key; undefined for all else. */
  authorize(name: string, path: string, request: WireRequest): WireAnswer | undefined {
    const authorizations: Readonly<Record<string, { answer: AnswerByPath }>> = this.authorizations;
    return authorizations[name]?.answer(path, request);
  }

  /** Answers as one of the services, whatever path it is reached under, unless something goes wrong. */
  answer(name: StandInName, request: WireRequest): Promise<WireAnswer> {
    const { path, query } = request;
    const key = WIRES[name][0].keyOf(request.headers);
    const asked: Asked = { service: name, path, query, key, isTooSoon: false };
    this.asked.push(asked);
    if (this.asked.length > MAX_ASKED) this.asked.shift();
    return this.faults.befall(name, request, () => this.answerOf(asked, request));
  }

  private answerOf(asked: Asked, request: WireRequest): WireAnswer {
    const { service: name, key } = asked;
    const wire: ProviderWire = WIRES[name][0];
    if (this.down.has(name) || key?.includes('down') === true) {
      return { status: 503, body: 'Service Unavailable' };
    }
    if (key === undefined || key.includes('wrong') || this.revoked.has(key)) {
      return wire.refuse(key);
    }
    const wait = this.throttle.wait(`${name} ${key}`, request.path, wire.limits);
    asked.isTooSoon = wait > 0;
    if (asked.isTooSoon) return throttled(wire, wait);
    return wire.answer(request, key, this) ?? { status: 404, body: { message: 'Not found' } };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${this.host}`);
    const name = Object.keys(WIRES).find((each) => url.pathname.startsWith(`/${each}/`));
    if (name === undefined) return void response.writeHead(404).end();
    const baseUrl = this.urls[name as StandInName];
    const asked = wireRequest(request, url, baseUrl, await text(request));
    const path = url.pathname.slice(name.length + 1);
    const answer = this.authorize(name, path, asked);
    send(response, answer ?? (await this.answer(name as StandInName, asked)));
  }
}

function throttled({ throttled: answer }: ProviderWire, seconds: number): WireAnswer {
  // Where it is said in the answer itself, no header tells how long to wait.
  if (answer.status !== 429) return answer;
  return { ...answer, headers: { 'retry-after': String(seconds) } };
}

/** What a request asks below a base URL. */
export function wireRequest(
  request: IncomingMessage,
  url: URL,
  baseUrl: string,
  body = '',
): WireRequest {
  return {
    method: request.method ?? 'GET',
    path: url.pathname.slice(new URL(baseUrl).pathname.replace(/\/$/, '').length),
    query: url.searchParams,
    headers: request.headers,
    body,
    baseUrl,
  };
}

export function send(response: ServerResponse, { status, body, headers }: WireAnswer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}
