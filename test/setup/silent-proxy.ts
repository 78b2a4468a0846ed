import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A way to a server that can go silent: connections stay open, new ones are taken, and nothing comes
 * through, as when a host has gone without a word.
 */
export class SilentProxy {
  readonly #sockets = new Set<Socket>();
  /** Connections made while it was silent stay so. */
  readonly #dead = new Set<Socket>();
  #isSilent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  /** @param url what is reached, with a port */
  static async start(url: string): Promise<SilentProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SilentProxy(server, new URL(url));
  }

  /** The URL that leads through it. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Everything that is connected now never says another word; new connections work if `lets`. */
  silence(newOnes: 'silent' | 'working'): void {
    for (const socket of this.#sockets) this.#dead.add(socket);
    this.#isSilent = newOnes === 'silent';
  }

  lift(): void {
    this.#isSilent = false;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket): void {
    this.#sockets.add(client);
    if (this.#isSilent) this.#dead.add(client);
    const upstream = connect(Number(this.target.port), this.target.hostname);
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (chunk) => void (this.#dead.has(client) || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
    client.on('close', () => this.#sockets.delete(client));
  }
}
