import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TRACED } from '../../src/common/observability/index.js';
import { Buyer, getPaid, post, readAnswer, send } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { CREATOR_KEY, openShop, type Shop } from './shop.js';

const TOKEN = 'planted-token-of-the-collector';
const INPUT = { topic: 'planted-topic' };

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}
interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** Takes traces as an OpenTelemetry collector does (OTLP over HTTP, as JSON). */
class Collector {
  readonly seen: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  readonly exported: Exported[] = [];
  readonly #server = createServer(
    (request, response) => void this.#take(request).then(() => response.end('{}')),
  );

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get spans(): Span[] {
    const resources = this.exported.flatMap(({ resourceSpans }) => resourceSpans);
    return resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #take(request: IncomingMessage): Promise<void> {
    const { url = '', headers } = request;
    this.exported.push((await json(request)) as Exported);
    this.seen.push({ url, headers });
  }
}

describe('a server with a collector of traces', () => {
  const collector = new Collector();
  let endpoint: Endpoint;
  let shop: Shop;
  let spans: Span[];
  let forbidden: string[];

  beforeAll(async () => {
    endpoint = await startEndpoint();
    shop = await openShop({
      EGRESS_ALLOW: endpoint.host,
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${TOKEN}`,
    });
    const paid = await trade(shop, endpoint);
    await shop.app.close();
    ({ spans } = collector);
    forbidden = [
      'planted',
      CREATOR_KEY,
      endpoint.host,
      ...paid,
      ...[
        'AUTH_SECRET',
        'VAULT_KEYS',
        'RECEIPT_KEYS',
        'FACILITATOR_PRIVATE_KEY',
        'DATABASE_URL',
      ].map((name) => shop.environment[name] ?? name),
    ];
  });
  afterAll(async () => {
    endpoint.stop();
    collector.stop();
    await shop.clear();
  });

  const named = (name: string) => spans.filter((span) => span.name === name);
  const attribute = ({ attributes }: Span, key: string) =>
    attributes.find((each) => each.key === key)?.value;

  it('sends them where the operator said, with what the collector wants to see', () => {
    expect(collector.seen[0]).toMatchObject({
      url: '/v1/traces',
      headers: { authorization: TOKEN },
    });
    const [told] = collector.exported[0]?.resourceSpans ?? [];
    expect(told?.resource.attributes).toEqual([
      { key: 'service.name', value: { stringValue: 'coinslot' } },
    ]);
  });

  it('shows within a paid request its run, what facilitators were asked, and the database', () => {
    const [run] = named('execution');
    if (run === undefined) throw new Error('no run');
    const trace = spans.filter(({ traceId }) => traceId === run.traceId);
    const request = trace.find(({ parentSpanId }) => !parentSpanId);
    expect(request?.name).toBe('POST /@:username/:slug');
    expect(request && attribute(request, 'http.response.status_code')).toEqual({ intValue: 200 });
    expect(attribute(run, 'coinslot.resource.type')).toEqual({ stringValue: 'prompt_template' });
    const names = trace.map(({ name }) => name);
    for (const name of ['facilitator verify', 'facilitator settle', 'database take_claim']) {
      expect(names.some((each) => each.startsWith(name))).toBe(true);
    }
    for (const { parentSpanId } of trace.filter((span) => span !== request)) {
      expect(trace.map(({ spanId }) => spanId)).toContain(parentSpanId);
    }
  });

  it('shows prices that were told early, and what failed, by its code', () => {
    const requests = spans.filter(({ name }) => name.endsWith(' /@:username/:slug'));
    const statuses = requests.map((span) => attribute(span, 'http.response.status_code')?.intValue);
    expect(statuses.filter((status) => status === 402).length).toBeGreaterThanOrEqual(4);
    expect(statuses).toContain(502);
    const failed = named('execution').find(({ status }) => status.code === 2);
    expect(failed && attribute(failed, 'error.type')).toEqual({ stringValue: 'upstream_failed' });
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  });

  it('tells no secret, address, input or payment', () => {
    expect(spans.length).toBeGreaterThan(20);
    const text = JSON.stringify(collector.exported);
    expect(forbidden.filter((word) => text.includes(word))).toEqual([]);
  });

  it('asks nobody else to trace: neither endpoint nor model is told of it', () => {
    const headers = [...endpoint.seen, ...shop.claude.requests].map((seen) => seen.headers);
    expect(headers.length).toBeGreaterThan(1);
    expect(headers.flatMap((each) => Object.keys(each))).not.toContain('traceparent');
  });

  it('leaves nothing behind when it ends', () => {
    expect(TRACED.hasSubscribers).toBe(false);
  });
});

describe('a server whose collector is away', () => {
  it('sells as ever, and ends, and says once that traces are lost', async () => {
    const shop = await openShop({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    const listing = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    expect((await buyer.buy(listing.url, { topic: 'coins' })).status).toBe(200);
    await shop.stop();
    expect(shop.log.filter((line) => line.includes('collector'))).toHaveLength(1);
  });
});

describe('a server without a collector', () => {
  it('loads nothing of OpenTelemetry: what uses it is imported where there is one', async () => {
    const names = await readdir('src', { recursive: true });
    const texts = await Promise.all(
      names
        .filter((name) => name.endsWith('.ts'))
        .map(async (name) => [name, await readFile(join('src', name), 'utf8')] as const),
    );
    const using = texts.filter(([, text]) => text.includes(`from '@opentelemetry/`));
    expect(using.map(([name]) => name).sort()).toEqual([
      'modules/operations/tracing/otlp-tracer.client.ts',
      'modules/operations/tracing/spans.ts',
    ]);
    const loading = /^import (?!type).*from '.*\/(?:otlp-tracer\.client|spans)\.js'/m;
    expect(texts.filter(([, text]) => loading.test(text)).map(([name]) => name)).toEqual([]);
  });
});

/** Calls that are good, refused and failing. @returns what of the payments nobody else is to know */
async function trade(shop: Shop, endpoint: Endpoint): Promise<string[]> {
  const buyer = await Buyer.with(shop.chain, 10_000_000n);
  const listing = await shop.publish();
  for (let at = 0; at < 4; at += 1) await fetch(`${listing.url}?q=planted-query`, post(INPUT));
  const payment = await buyer.sign(listing.url, INPUT);
  const good = await send(listing.url, payment, INPUT);
  expect(good.status).toBe(200);
  const proxied = await shop.publish({
    type: 'proxy',
    slug: 'planted-slug',
    config: {
      url: `${endpoint.origin}/planted-path`,
      methods: ['GET'],
      secretHeader: 'x-planted-header',
    },
  });
  const secret = { value: 'planted-secret' };
  await proxied.creator.send('PUT', `/resources/${proxied.id}/secret`, secret);
  endpoint.answer((response) => response.writeHead(500).end('planted-answer'));
  const failing = await buyer.sign(proxied.url);
  const failed = await readAnswer(await getPaid(`${proxied.url}?q=planted`, failing));
  expect(failed.status).toBe(502);
  await fetch(`${shop.origin}/planted/address`);
  const signatures = [payment, failing].map(({ payload }) => String(payload['signature']));
  return [...signatures, buyer.wallet.address, String(good.body['ticket'])];
}
