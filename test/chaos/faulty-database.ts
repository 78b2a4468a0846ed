import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Lane, Lanes } from './lane.js';
import { Partition } from './partition.js';
import type { Step } from './faults.js';

/** What a connection is about to write, found by what it says to the database. */
interface Write {
  readonly lane: Lane;
  readonly committed: Step;
}

/** A statement with a name is a transaction of its own. */
const COMMITS_ITSELF = /[\da-f]{8} [\w+]*(?:take_claim|book_settlement)/;

/** Stands in one replica's way to the database. */
export class DatabaseProxy {
  readonly #partition = new Partition();
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly replica: number,
    private readonly lanes: Lanes,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async start(target: string, replica: number, lanes: Lanes): Promise<DatabaseProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DatabaseProxy(server, new URL(target), replica, lanes);
  }

  /** The database as the replica is told. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  disturb(kind: 'cut' | 'silent'): void {
    this.#partition.begin(kind);
    if (kind === 'cut') for (const socket of this.#sockets) socket.destroy();
  }

  lift(): void {
    this.#partition.lift();
  }

  stop(): void {
    this.lift();
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket): void {
    if (this.#partition.kind === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(Number(this.target.port), this.target.hostname);
    let write: Write | undefined;
    let replyHeldBy: Write | undefined;
    this.pipe(client, upstream, async (chunk) => {
      const text = chunk.toString('latin1');
      write = (await this.watchWrite(text)) ?? write;
      if (!text.includes('COMMIT') && !COMMITS_ITSELF.test(text)) return;
      replyHeldBy = write;
      write = undefined;
    });
    this.pipe(upstream, client, async () => {
      const held = replyHeldBy;
      replyHeldBy = undefined;
      await held?.lane.at(held.committed, this.replica);
    });
  }

  /** Chunks keep their order, whatever holds them up. */
  private pipe(from: Socket, to: Socket, watch: (chunk: Buffer) => Promise<void>): void {
    this.#sockets.add(from);
    let passing: Promise<void> = Promise.resolve();
    const pass = async (before: Promise<void>, chunk: Buffer) => {
      await before;
      await this.#partition.passable();
      await watch(chunk);
      if (to.writable) to.write(chunk);
    };
    from.on('data', (chunk: Buffer) => (passing = pass(passing, chunk)));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      void passing.finally(() => to.destroy());
    });
  }

  private async watchWrite(text: string): Promise<Write | undefined> {
    const isClaim = text.includes('take_claim');
    if (!isClaim && !text.includes('book_settlement')) return undefined;
    const lane = this.lanes.mentionedIn(text);
    if (lane === undefined) return undefined;
    await lane.at(isClaim ? 'claim_insert' : 'book_insert', this.replica);
    return { lane, committed: isClaim ? 'claim_commit' : 'book_commit' };
  }
}
