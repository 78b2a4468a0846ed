import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Gate } from '../e2e/claude.js';

/** An answer that is kept back. */
interface Hold {
  /** Once the stand-in has made up its mind. */
  readonly made: Promise<void>;
  release(): void;
}

/** Stands before a stand-in, and keeps an answer back when it is told to. */
export class HeldProvider {
  private next: { readonly made: Gate; readonly release: Gate } | undefined;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly target: URL,
  ) {
    server.on('request', (request, response) => void this.forward(request, response));
  }

  /** @param target base URL of the stand-in */
  static async before(target: string): Promise<HeldProvider> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HeldProvider(server, new URL(target));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** In place of the stand-in’s base URL. */
  get url(): string {
    return `http://${this.host}${this.target.pathname}`;
  }

  /** Keeps the next answer back until it is released; those after it go through. */
  holdNext(): Hold {
    const held = { made: new Gate(), release: new Gate() };
    this.next = held;
    return { made: held.made.opened, release: () => held.release.open() };
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const held = this.next;
    this.next = undefined;
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', this.target), {
      headers: headers as Record<string, string>,
    });
    const body = await answer.text();
    await text(request);
    held?.made.open();
    await held?.release.opened;
    const wait = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      ...(wait !== null && { 'retry-after': wait }),
    });
    response.end(body);
  }
}
