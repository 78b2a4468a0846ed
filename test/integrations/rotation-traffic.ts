import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from '../e2e/buyer.js';
import type { ServerProcess } from '../e2e/server-process.js';
import { type Ground, type Listing, publish } from '../e2e/shop.js';

/** Between two calls of one person. */
const PAUSE_MS = 20;
const TIMES = 3;
const KINDS = ['bought', 'saved', 'tested'] as const;
type Kind = (typeof KINDS)[number];

/** A user who calls the API through whichever replica is there. */
interface Caller {
  readonly apiKey: string;
}

/** People who go on buying, connecting and testing while the servers under them change. */
export class Traffic {
  /** What did not go well, in words; all is well while there is nothing. */
  readonly failures: string[] = [];
  /** How often each kind of call went well on each replica. */
  private readonly done = new Map<string, number>();
  private readonly inFlight = new Map<ServerProcess, number>();
  private live: ServerProcess[];
  private isOver = false;
  private loops: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly owner: DataSource,
    private readonly listing: Listing,
    private readonly buyer: Buyer,
    private readonly callers: { readonly creator: Caller; readonly merchant: Caller },
    replicas: readonly ServerProcess[],
  ) {
    this.live = [...replicas];
  }

  static async begin(ground: Ground, replicas: readonly ServerProcess[]): Promise<Traffic> {
    const [{ origin = '' } = {}] = replicas;
    const listing = await publish(origin);
    const merchant = await ApiClient.signIn(origin, generatePrivateKey());
    const callers = {
      creator: await callerOf(listing.creator),
      merchant: await callerOf(merchant),
    };
    const buyer = await Buyer.with(ground.chain, 1_000_000_000n);
    const traffic = new Traffic(ground.owner, listing, buyer, callers, replicas);
    traffic.loops = Promise.all([traffic.buy(), traffic.saveKeys(), traffic.connect()]);
    return traffic;
  }

  /** Puts one replica in the place of another, as a load balancer does: nobody is cut off. */
  async replace(old: ServerProcess, start: () => Promise<ServerProcess>): Promise<ServerProcess> {
    this.live = this.live.filter((each) => each !== old);
    while ((this.inFlight.get(old) ?? 0) > 0) await sleep(PAUSE_MS);
    await old.end('SIGTERM');
    const next = await start();
    this.live.push(next);
    return next;
  }

  /** Waits until every kind of call went well some times more on each replica. */
  async goOn(): Promise<void> {
    const kinds = this.live.flatMap((replica) => KINDS.map((what) => nameOf(what, replica)));
    const before = new Map(this.done);
    const isThrough = () =>
      kinds.every((kind) => (this.done.get(kind) ?? 0) >= (before.get(kind) ?? 0) + TIMES);
    while (!isThrough() && this.failures.length === 0) await sleep(PAUSE_MS);
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.loops;
  }

  private async buy(): Promise<void> {
    const path = new URL(this.listing.url).pathname;
    await this.again('bought', async (origin) => {
      const { status, body } = await this.buyer.buy(`${origin}${path}`, { topic: 'coins' });
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    });
  }

  /** The creator gets a new key: what is sold next is run with it. */
  private saveKeys(): Promise<void> {
    const { creator } = this.callers;
    return this.again('saved', async (origin) => {
      const apiKey = `sk-ant-planted-${randomUUID()}`;
      const path = '/integrations/claude/config';
      const { status } = await call(origin, creator, 'PUT', path, { apiKey });
      if (status !== 'valid') throw new Error(`the key is ${status}`);
    });
  }

  private connect(): Promise<void> {
    const { merchant } = this.callers;
    let isConnected = false;
    return this.again('tested', async (origin) => {
      if (!isConnected) {
        const apiKey = `${randomUUID()}:planted`;
        await call(origin, merchant, 'POST', '/integrations/dynamic_mockups/connect', { apiKey });
        isConnected = true;
        return;
      }
      const path = '/integrations/dynamic_mockups/test';
      const { result } = await call(origin, merchant, 'POST', path);
      if (result !== 'valid') throw new Error(`the test is ${result}`);
      isConnected = Math.random() < 0.7;
    });
  }

  private async again(what: Kind, work: (origin: string) => Promise<void>): Promise<void> {
    for (let turn = 0; !this.isOver; turn += 1) {
      const replica = this.live[turn % this.live.length];
      if (replica === undefined) return;
      const kind = nameOf(what, replica);
      this.count(replica, 1);
      // All calls come from one address.
      await this.owner.query(`DELETE FROM rate_limits`);
      await work(replica.origin).then(
        () => this.done.set(kind, (this.done.get(kind) ?? 0) + 1),
        (error: unknown) => this.failures.push(`${what}: ${String(error)}`),
      );
      this.count(replica, -1);
      await sleep(PAUSE_MS);
    }
  }

  private count(replica: ServerProcess, by: number): void {
    this.inFlight.set(replica, (this.inFlight.get(replica) ?? 0) + by);
  }
}

function nameOf(what: Kind, { origin }: ServerProcess): string {
  return `${what} at ${origin}`;
}

async function callerOf(user: ApiClient): Promise<Caller> {
  const scopes = ['read', 'publish'];
  const { key } = await user.send<{ key: string }>('POST', '/api-keys', { name: 'CI', scopes });
  return { apiKey: key };
}

async function call(
  origin: string,
  { apiKey }: Caller,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'x-api-key': apiKey, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
