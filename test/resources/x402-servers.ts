import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { serve as serveHono } from '@hono/node-server';
import { encodePaymentRequiredHeader } from '@x402/core/http';
import type { FacilitatorClient } from '@x402/core/server';
import { x402ResourceServer } from '@x402/core/server';
import type { PaymentRequired } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { paymentMiddleware as expressMiddleware } from '@x402/express';
import { bazaarResourceServerExtension, declareDiscoveryExtension } from '@x402/extensions/bazaar';
import { paymentMiddleware as honoMiddleware } from '@x402/hono';

import { Hono } from 'hono';

export const BASE_SEPOLIA = 'eip155:84532';
export const USDC = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
export const PAY_TO = '0x209693Bc6afc0C5328bA36FaF03C514EF312287C';

/** What is used of express, which brings no types. */
type Express = () => RequestListener & {
  use(middleware: unknown): void;
  post(path: string, handler: (request: unknown, response: JsonResponse) => void): void;
};
interface JsonResponse {
  json(body: object): void;
}
const express = createRequire(resolve('package.json'))('express') as Express;

/** Any server on this machine. */
export interface Endpoint {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server that answers as told; its URL is the one to verify. */
export async function endpoint(listener: RequestListener): Promise<Endpoint> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/haiku`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** For endpoints that nobody pays. */
const facilitator: FacilitatorClient = {
  verify: () => Promise.reject(new Error('not asked')),
  settle: () => Promise.reject(new Error('not asked')),
  getSupported: async () => ({
    kinds: [{ x402Version: 2, scheme: 'exact', network: BASE_SEPOLIA }],
    extensions: [],
    signers: {},
  }),
};

/** How an endpoint sells. */
export interface Selling {
  readonly price: string;
  readonly payTo: string;
  readonly facilitator: FacilitatorClient;
}

const SELLING: Selling = { price: '$0.05', payTo: PAY_TO, facilitator };

function resourceServer(client: FacilitatorClient): x402ResourceServer {
  return new x402ResourceServer(client)
    .register(BASE_SEPOLIA, new ExactEvmScheme())
    .registerExtension(bazaarResourceServerExtension);
}

const route = ({ price, payTo }: Selling) => ({
  accepts: { scheme: 'exact', price, network: BASE_SEPOLIA, payTo } as const,
  description: 'Writes a haiku',
  mimeType: 'application/json',
});

const bazaar = declareDiscoveryExtension({
  input: { topic: 'the sea' },
  inputSchema: { properties: { topic: { type: 'string' } }, required: ['topic'] },
  bodyType: 'json',
  output: { example: { haiku: 'Waves' }, schema: { properties: { haiku: { type: 'string' } } } },
});

/** `POST /haiku` for sale with @x402/express, described for discovery. */
export async function expressServer(changes: Partial<Selling> = {}): Promise<Endpoint> {
  const selling = { ...SELLING, ...changes };
  const app = express();
  const routes = { 'POST /haiku': { ...route(selling), extensions: bazaar } };
  app.use(expressMiddleware(routes, resourceServer(selling.facilitator)));
  app.post('/haiku', (_request, response) => response.json({ haiku: 'Waves' }));
  return endpoint(app);
}

/** `GET /haiku` for sale with @x402/hono. */
export async function honoServer(changes: Partial<Selling> = {}): Promise<Endpoint> {
  const selling = { ...SELLING, ...changes };
  const app = new Hono();
  app.use(honoMiddleware({ 'GET /haiku': route(selling) }, resourceServer(selling.facilitator)));
  app.get('/haiku', (context) => context.json({ haiku: context.req.query('topic') ?? 'Waves' }));
  return new Promise((done) => {
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      done({
        url: `http://127.0.0.1:${port}/haiku`,
        stop: () => new Promise((closed) => server.close(() => closed())),
      }),
    );
  });
}

/** A v2 challenge; `entry` replaces fields of its only entry. */
export function challengeV2(entry: object = {}, changes: object = {}): PaymentRequired {
  const accepted = {
    scheme: 'exact',
    network: BASE_SEPOLIA,
    amount: '50000',
    asset: USDC,
    payTo: PAY_TO,
    maxTimeoutSeconds: 60,
    extra: { name: 'USDC', version: '2' },
    ...entry,
  };
  return {
    x402Version: 2,
    resource: { url: 'https://api.example.com/haiku' },
    accepts: [accepted],
    ...changes,
  } as PaymentRequired;
}

/** A v1 challenge, as `x402-express` writes it; `entry` replaces fields of its only entry. */
export function challengeV1(entry: object = {}): object {
  const offered = {
    scheme: 'exact',
    network: 'base-sepolia',
    maxAmountRequired: '50000',
    resource: 'https://api.example.com/haiku',
    description: 'Writes a haiku',
    mimeType: 'application/json',
    payTo: PAY_TO,
    maxTimeoutSeconds: 60,
    asset: USDC,
    outputSchema: {
      input: { type: 'http', method: 'POST', bodyType: 'json', bodyFields: { topic: {} } },
      output: { haiku: 'string' },
    },
    extra: { name: 'USDC', version: '2', supportsRefunds: true },
    ...entry,
  };
  return { x402Version: 1, error: 'X-PAYMENT header is required', accepts: [offered] };
}

/** Answers every request with 402, a body and the challenge in the header where there is one. */
export function demanding(body: unknown, header?: PaymentRequired | string): RequestListener {
  return (_request, response) => {
    const value = typeof header === 'object' ? encodePaymentRequiredHeader(header) : header;
    response.writeHead(402, { ...(value !== undefined && { 'PAYMENT-REQUIRED': value }) });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}
