import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One address of a database that is now here and now there, as a proxy or a name service gives it. */
export class MovingAddress {
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private port: number,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  /** @param port of this machine where it leads at first */
  static async leadingTo(port: number): Promise<MovingAddress> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MovingAddress(server, port);
  }

  /** The same URL at this address. */
  of(url: string): string {
    const moved = new URL(url);
    moved.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return moved.href;
  }

  /** From now on it leads there; what was connected is cut off. */
  moveTo(port: number): void {
    this.port = port;
    for (const socket of this.#sockets) socket.destroy();
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket): void {
    const upstream = connect(this.port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
