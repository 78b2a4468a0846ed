import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Secret } from '../../src/common/crypto/index.js';
import type { Facilitator } from '../../src/modules/payments/facilitator/facilitator.js';
import { localFacilitator } from '../../src/modules/payments/facilitator/local-facilitator.client.js';
import { connectChain } from '../../src/sandbox/chain/index.js';
import { WALLET_FACTORY_ADDRESS } from '../../src/sandbox/chain/network.js';
import { NETWORK } from '../e2e/shop.js';

/** What it is asked about one payment. */
export interface Question {
  readonly paymentPayload: Parameters<Facilitator['settle']>[0];
  readonly paymentRequirements: Parameters<Facilitator['settle']>[1];
}

/** What is sent back as JSON, or as it is when it is text; undefined sends nothing. */
export type FacilitatorAnswer = (
  path: string,
  question: Question,
  response: ServerResponse,
) => Promise<unknown>;

/** A facilitator behind a URL that answers as it is told; it verifies and settles really until then. */
export class FacilitatorStandIn {
  readonly tokens: (string | undefined)[] = [];
  /** What it was asked, in order. */
  readonly questions: Question[] = [];
  answer: FacilitatorAnswer;
  /** Whether a request may ask at all; 401 where it may not. */
  admits: (request: IncomingMessage) => Promise<boolean> = async () => true;
  /** Further headers of its answers. */
  headers: Readonly<Record<string, string>> = {};
  #port = 0;

  private constructor(
    private readonly server: Server,
    private readonly real: Facilitator,
  ) {
    this.answer = this.honest;
    server.on('request', async (request, response) => {
      if (!(await this.admits(request))) {
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ errorType: 'unauthorized', errorMessage: 'bad token' }));
        return;
      }
      const [path = ''] = (request.url ?? '').split('?');
      if (path === '/supported') {
        response.end(JSON.stringify(await this.real.supported()));
        return;
      }
      this.tokens.push(request.headers.authorization);
      const question = (await json(request)) as Question;
      this.questions.push(question);
      const reply = await this.answer(path, question, response);
      if (reply === undefined) return;
      response.writeHead(200, { 'content-type': 'application/json', ...this.headers });
      response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
    });
  }

  static async start(rpcUrl: string): Promise<FacilitatorStandIn> {
    const key = generatePrivateKey();
    await connectChain(rpcUrl).fund(privateKeyToAccount(key).address, 0n);
    const real = localFacilitator({
      privateKey: new Secret(key),
      rpcUrls: new Map([[NETWORK, rpcUrl]]),
      networks: [NETWORK],
      timeoutMs: 5_000,
      walletFactories: [WALLET_FACTORY_ADDRESS],
    });
    const standIn = new FacilitatorStandIn(createServer(), real);
    await standIn.comeBack();
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  readonly honest: FacilitatorAnswer = (path, { paymentPayload, paymentRequirements }) =>
    path === '/verify'
      ? this.real.verify(paymentPayload, paymentRequirements)
      : this.real.settle(paymentPayload, paymentRequirements);

  /** Verifies honestly, and settles in another way. */
  settling(settle: FacilitatorAnswer): FacilitatorAnswer {
    return (path, ...rest) => (path === '/verify' ? this.honest : settle)(path, ...rest);
  }

  /** From now on connections are refused. */
  async goDown(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async comeBack(): Promise<void> {
    this.server.listen(this.#port, '127.0.0.1');
    await once(this.server, 'listening');
    this.#port = (this.server.address() as AddressInfo).port;
  }
}
