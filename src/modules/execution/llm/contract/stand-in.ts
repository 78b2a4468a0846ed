import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** One request as a provider's server would see it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when the connection or the answer is over, however it ended. */
  readonly closed: Promise<unknown>;
}

/** What the stand-in answers. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: Iterable<string | Uint8Array> | AsyncIterable<string>;
  /** `cut` breaks the connection after the pieces, `hang` leaves it open and silent. */
  readonly ending?: 'end' | 'cut' | 'hang';
}

/** A small HTTP server that answers as it is told and remembers what it was asked. */
export class StandIn {
  readonly requests: SeenRequest[] = [];
  connections = 0;
  #answer: (request: SeenRequest) => Reply = () => ({ status: 404, pieces: ['{}'] });

  private constructor(private readonly server: Server) {
    server.on('connection', () => (this.connections += 1));
    server.on('request', async (request, response) => {
      const seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: await text(request),
        closed: once(response, 'close'),
      };
      this.requests.push(seen);
      await send(response, this.#answer(seen)).catch(() => response.destroy());
    });
  }

  static async start(): Promise<StandIn> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StandIn(server);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Answers every request from now on. */
  answer(reply: Reply | ((request: SeenRequest) => Reply)): void {
    this.#answer = typeof reply === 'function' ? reply : () => reply;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
  response.writeHead(reply.status ?? 200, reply.headers);
  response.flushHeaders();
  for await (const piece of reply.pieces) response.write(piece);
  if (reply.ending === 'cut') response.destroy();
  if (reply.ending === undefined || reply.ending === 'end') response.end();
}
