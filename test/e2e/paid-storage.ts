import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { json, text } from 'node:stream/consumers';
import type { FacilitatorClient } from '@x402/core/server';
import { x402ResourceServer } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { paymentMiddleware } from '@x402/express';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Secret } from '../../src/common/crypto/index.js';
import { localFacilitator } from '../../src/modules/payments/facilitator/local-facilitator.client.js';
import { type ChainConnection } from '../../src/sandbox/chain/index.js';
import { NETWORK } from './shop.js';

/** What is used of express, which brings no types. */
type Express = () => RequestListener & {
  use(middleware: unknown): void;
  post(
    path: string,
    handler: (request: IncomingMessage, response: { json(body: object): void }) => void,
  ): void;
};
const express = createRequire(resolve('package.json'))('express') as Express;

/** An answer of the storage. */
export interface StorageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request to the storage. */
export interface StorageRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly payment: string | undefined;
}

type Answering = (
  request: StorageRequest,
  honest: () => Promise<StorageAnswer>,
) => Promise<StorageAnswer | 'cut'>;

const honestly: Answering = (_request, honest) => honest();

/** A storage behind the reference middleware that is paid on the real local chain. */
export class PaidStorage {
  readonly requests: StorageRequest[] = [];
  /** What it has stored, in order. */
  readonly files: { readonly data: string; readonly filename: string }[] = [];
  /** What it says, instead of what it would say by itself. */
  answer: Answering = honestly;
  price = '$0.01';
  maxTimeoutSeconds = 60;

  private constructor(
    readonly wallet: `0x${string}`,
    private readonly inner: Server,
    private readonly front: Server,
  ) {}

  static async start(chain: ChainConnection): Promise<PaidStorage> {
    const [inner, front] = [createServer(), createServer()];
    const wallet = privateKeyToAccount(generatePrivateKey()).address;
    const storage = new PaidStorage(wallet, inner, front);
    inner.on('request', storage.sell(await facilitatorOn(chain)));
    front.on('request', async (request, response) => {
      const { headers } = request;
      const payment = headers['payment-signature'] as string | undefined;
      const seen = { headers, body: await text(request), payment };
      storage.requests.push(seen);
      const answer = await storage.answer(seen, () => forward(portOf(inner), seen));
      if (answer === 'cut') response.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    for (const server of [inner, front]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return storage;
  }

  get host(): string {
    return `127.0.0.1:${portOf(this.front)}`;
  }

  /** Where files are sent. */
  get url(): string {
    return `http://${this.host}/store`;
  }

  /** It behaves as it should again, and forgets who asked. */
  reset(): void {
    this.requests.length = 0;
    this.files.length = 0;
    this.answer = honestly;
    this.price = '$0.01';
    this.maxTimeoutSeconds = 60;
  }

  /** Payments that it was sent, each once. */
  payments(): Set<string> {
    return new Set(this.requests.flatMap(({ payment }) => payment ?? []));
  }

  async stop(): Promise<void> {
    for (const server of [this.inner, this.front]) {
      server.close();
      server.closeAllConnections();
    }
  }

  private sell(facilitator: FacilitatorClient): RequestListener {
    const app = express();
    const resourceServer = new x402ResourceServer(facilitator).register(
      NETWORK,
      new ExactEvmScheme(),
    );
    const accepts = () => ({
      scheme: 'exact',
      price: this.price,
      network: NETWORK,
      payTo: this.wallet,
      maxTimeoutSeconds: this.maxTimeoutSeconds,
    });
    app.use((request: IncomingMessage, response: unknown, next: () => void) =>
      paymentMiddleware({ 'POST /store': { accepts: accepts() } } as never, resourceServer)(
        request as never,
        response as never,
        next,
      ),
    );
    app.post('/store', (request, response) => {
      void this.store(request).then((stored) => response.json(stored));
    });
    return app;
  }

  private async store(request: IncomingMessage): Promise<object> {
    const { data, filename } = (await json(request)) as { data: string; filename: string };
    this.files.push({ data, filename });
    const cid = `bafy${createHash('sha256').update(data).digest('hex')}`;
    return { cid, url: `https://x402.storage/${cid}` };
  }
}

async function facilitatorOn(chain: ChainConnection): Promise<FacilitatorClient> {
  const key = generatePrivateKey();
  await chain.fund(privateKeyToAccount(key).address, 0n);
  const real = localFacilitator({
    privateKey: new Secret(key),
    rpcUrls: new Map([[NETWORK, chain.rpcUrl]]),
    networks: [NETWORK],
    timeoutMs: 10_000,
  });
  return {
    verify: (...question) => real.verify(...question) as never,
    settle: (...question) => real.settle(...question) as never,
    getSupported: async () => ({
      kinds: [{ x402Version: 2, scheme: 'exact', network: NETWORK }],
      extensions: [],
      signers: {},
    }),
  };
}

async function forward(port: number, { body, payment }: StorageRequest): Promise<StorageAnswer> {
  const answer = await fetch(`http://127.0.0.1:${port}/store`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(payment !== undefined && { 'payment-signature': payment }),
    },
    body,
  });
  const { status, headers } = answer;
  const kept = ['content-type', 'payment-required', 'payment-response'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status, headers: Object.fromEntries(kept), body: await answer.text() };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
