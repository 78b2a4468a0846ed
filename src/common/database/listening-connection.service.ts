import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Client, type Notification } from 'pg';
import { DataSource } from 'typeorm';
import { connectionOptions } from '../../../ormconfig.js';
import { ConfigError } from '../config/index.js';
import { ChangeFeed } from './change-feed.service.js';
import { databaseConfig } from './database.config.js';
import { notConnected } from './not-connected.js';
import { watchSilence } from './silence.js';

/** The channel that triggers announce an owner's changes on (migration 1764000008000). */
const CHANGES = 'owner_changed';
/** The channel on which a process sends itself a word, to see that words arrive. */
const PROOF = 'coinslot_proof';
/** How long a word that was sent may be on its way. */
const ARRIVAL_MS = 3_000;
/** How soon a connection that was lost is made again, and one that is silent is asked whether it lives. */
const AGAIN_MS = 1_000;

const DEAF =
  'what one connection notifies does not reach another, as behind a pooler in transaction mode. ' +
  'Set DATABASE_LISTEN_URL to the same database without the pooler';

/** Holds the one connection over which this process hears of changes, and makes it again when it is lost. */
@Injectable()
export class ListeningConnection implements OnApplicationBootstrap, OnApplicationShutdown {
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly feed: ChangeFeed,
    @Inject(databaseConfig.KEY) private readonly config: ConfigType<typeof databaseConfig>,
  ) {}

  /** @throws {ConfigError} when nobody answers there, or notifications do not arrive */
  async onApplicationBootstrap(): Promise<void> {
    const { isPooled, directUrl: url } = this.config;
    const name = isPooled ? 'DATABASE_LISTEN_URL' : 'DATABASE_URL';
    try {
      await this.open();
    } catch (error) {
      throw error instanceof DeafError
        ? new ConfigError([`${name}: ${DEAF}`])
        : notConnected(error, { name, url });
    }
  }

  /** Says good-bye and does not wait for an answer, which a server that has gone would not give. */
  onApplicationShutdown(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.client?.end().catch(() => undefined);
  }

  private async open(): Promise<void> {
    const client = new Client({
      ...connectionOptions(this.config.directUrl, ARRIVAL_MS),
      connectionTimeoutMillis: ARRIVAL_MS,
    });
    watchSilence(ARRIVAL_MS)(client);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGES}; LISTEN ${PROOF}`);
      await this.prove(client);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    this.take(client);
  }

  private take(client: Client): void {
    client.on('notification', ({ channel, payload }) => {
      if (channel === CHANGES) this.feed.announce(payload);
    });
    client.once('end', () => this.lose(client));
    this.client = client;
    this.feed.begin();
    this.keepAsking(client);
  }

  private lose(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.feed.end();
    this.later(() => this.open());
  }

  /** Sends a word the way that changes take, and waits until it arrives. */
  private async prove(client: Client): Promise<void> {
    const word = randomUUID();
    const arrived = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new DeafError()), ARRIVAL_MS);
      client.on('notification', function listen({ channel, payload }: Notification) {
        if (channel !== PROOF || payload !== word) return;
        clearTimeout(late);
        client.off('notification', listen);
        resolve();
      });
    });
    arrived.catch(() => undefined);
    await this.dataSource.query('SELECT pg_notify($1, $2)', [PROOF, word]);
    await arrived;
  }

  /** A server that has gone without a word is noticed by its silence, once it was asked something. */
  private keepAsking(client: Client): void {
    this.later(async () => {
      if (this.client !== client) return;
      try {
        await client.query('SELECT');
        this.keepAsking(client);
      } catch {
        this.lose(client);
      }
    });
  }

  private later(work: () => Promise<void>): void {
    if (this.isOver) return;
    const again = () => this.later(work);
    this.timer = setTimeout(() => void work().catch(again), AGAIN_MS).unref();
  }
}

class DeafError extends Error {}
