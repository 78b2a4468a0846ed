import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Partition } from './partition.js';

/** One request that a replica sent, as a proxy sees it. */
export interface Question {
  readonly replica: number;
  readonly path: string;
  readonly body: string;
  /** Whether whoever asked has gone. */
  isAbandoned(): boolean;
}

/** The body of the reply with status 200, or how there is none. */
export type Reply = string | 'CUT' | 'SILENCE';

/** Stands in one replica's way to something that answers JSON over HTTP. */
export class JsonProxy {
  readonly partition = new Partition();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(
    replica: number,
    answer: (question: Question) => Promise<Reply>,
  ): Promise<JsonProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const proxy = new JsonProxy(server, `http://127.0.0.1:${port}`);
    server.on('request', async (request, response) => {
      try {
        const body = await text(request);
        const path = request.url ?? '';
        const isAbandoned = () => response.destroyed;
        await proxy.pass(response, () => answer({ replica, path, body, isAbandoned }));
      } catch {
        response.destroy();
      }
    });
    return proxy;
  }

  /** A partition that begins while the answer is on its way takes that as well. */
  private async pass(response: ServerResponse, answer: () => Promise<Reply>): Promise<void> {
    await this.partition.passable();
    const reply = this.partition.kind === 'cut' ? 'CUT' : await answer();
    await this.partition.passable();
    if (reply === 'CUT' || this.partition.kind === 'cut') response.destroy();
    else if (reply !== 'SILENCE' && !response.destroyed) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
    }
  }

  stop(): void {
    this.partition.lift();
    this.server.close();
    this.server.closeAllConnections();
  }
}
