import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Question {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** Passes JSON-RPC on to a chain, and notes what is asked. */
export class RpcCounter {
  readonly asked: Question[] = [];

  private constructor(private readonly server: Server) {}

  static async start(rpcUrl: string): Promise<RpcCounter> {
    const server = createServer();
    const counter = new RpcCounter(server);
    server.on('request', async (request, response) => {
      const question = (await json(request)) as Question | Question[];
      counter.asked.push(...[question].flat());
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(rpcUrl, {
        method: 'POST',
        headers,
        body: JSON.stringify(question),
      });
      response.writeHead(reply.status, headers).end(await reply.text());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return counter;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often the token balance of somebody was read by itself. */
  get balancesRead(): number {
    const selector = '0x70a08231';
    const calls = this.asked.filter(({ method }) => method === 'eth_call');
    const isRead = ({ params: [call] = [] }: Question) =>
      (call as { readonly data?: string } | undefined)?.data?.startsWith(selector) === true;
    return calls.filter(isRead).length;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
