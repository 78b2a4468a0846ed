import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { RedisClientType } from '@redis/client';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { Logger } from 'pino';
import { Database } from '../database/index.js';
import { LOGGER } from '../observability/index.js';
import { rateLimitConfig } from './rate-limit.config.js';

/** Whoever waits for a count waits no longer for Redis than that. */
const ANSWER_MS = 250;
/** For so long it is not asked again after it did not answer. */
const PAUSE_MS = 2_000;
/** A start waits no longer for it; limits work without. */
const START_MS = 1_000;
/** A connection on which nothing comes for so long, though it is asked each second, is made anew. */
const SILENCE_MS = 3_000;
const LONGEST_QUEUE = 1_000;

/** One step, so that no window is left without an end. */
const HIT = `
  local hits = redis.call('INCR', KEYS[1])
  if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return {hits, redis.call('PTTL', KEYS[1])}`;

/** A caller's window after one more request. */
interface Window {
  readonly hits: number;
  readonly msLeft: number;
}

/** Counts requests in the Redis of REDIS_URL, for all replicas of this database. */
@Injectable()
export class RedisWindows implements OnModuleInit, OnApplicationShutdown {
  private client: RedisClientType | undefined;
  private readonly guard = wrap(
    circuitBreaker(handleAll, { halfOpenAfter: PAUSE_MS, breaker: new ConsecutiveBreaker(1) }),
    timeout(ANSWER_MS, TimeoutStrategy.Aggressive),
  );
  private isAway = false;

  constructor(
    @Inject(rateLimitConfig.KEY) private readonly config: ConfigType<typeof rateLimitConfig>,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const { redisUrl } = this.config;
    if (redisUrl === undefined) return;
    const client = await clientOf(redisUrl);
    this.client = client;
    const connected = client.connect().catch(() => undefined);
    await Promise.race([connected, sleep(START_MS, undefined, { ref: false })]);
    if (!client.isReady) this.say(true);
  }

  onApplicationShutdown(): void {
    this.client?.destroy();
  }

  /** @returns undefined when it is not set up, or does not answer in time: then somebody else has to count */
  async hit(policy: string, caller: Buffer, windowSeconds: number): Promise<Window | undefined> {
    const { client } = this;
    if (client === undefined) return undefined;
    const key = `coinslot:${this.database.fingerprint}:${policy}:${caller.toString('base64url')}`;
    const options = { keys: [key], arguments: [String(windowSeconds * 1000)] };
    try {
      const [hits, msLeft] = (await this.guard.execute(() =>
        client.eval(HIT, options),
      )) as number[];
      if (hits === undefined || msLeft === undefined) return undefined;
      this.say(false);
      return { hits, msLeft };
    } catch {
      this.say(true);
      return undefined;
    }
  }

  private say(isAway: boolean): void {
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    if (isAway) this.logger.warn('Redis does not answer: rate limits are counted in PostgreSQL');
    else this.logger.info('rate limits are counted in Redis again');
  }
}

/** Its five hundred files are loaded only if there is a Redis: a start without takes less time. */
async function clientOf(url: string): Promise<RedisClientType> {
  const { createClient } = await import('@redis/client');
  const client: RedisClientType = createClient({
    url,
    // What is asked while there is no connection fails at once.
    disableOfflineQueue: true,
    commandsQueueMaxLength: LONGEST_QUEUE,
    pingInterval: 1_000,
    socket: {
      connectTimeout: START_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, PAUSE_MS),
    },
  });
  // Whoever asks is told; it connects again by itself.
  client.on('error', () => undefined);
  return client;
}
