import { serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';
import type { ChangeFeed } from './change-feed.service.js';

/** All that is kept of one kind. */
const MAX_BYTES = 64 * 1_048_576;

/** Bounds what is kept. */
export interface KeepingLimits {
  readonly max: number;
  readonly ttlMs: number;
}

/**
 * Keeps in memory what was read of owners, until something of theirs changes, here or in another
 * process; what has no owner (null), until something of anybody does. Nothing is kept while changes cannot be
 * heard of.
 */
export class KeptByOwner<V extends { readonly ownerId: string | null }> {
  private readonly kept: LRUCache<string, V>;
  private changes = 0;

  constructor(
    private readonly feed: ChangeFeed,
    { max, ttlMs }: KeepingLimits,
  ) {
    this.kept = new LRUCache({
      max,
      ttl: ttlMs,
      maxSize: MAX_BYTES,
      sizeCalculation: (value) => serialize(value).length,
    });
    feed.subscribe((ownerId) => this.forget(ownerId));
  }

  /** What is kept under `key`. */
  peek(key: string): V | undefined {
    return this.kept.get(key);
  }

  /** What is kept under `key`, else what `read` gives; undefined and failures are not kept. */
  async get<R extends V | undefined>(key: string, read: () => Promise<R>): Promise<R | V> {
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const changesBefore = this.changes;
    const value = await read();
    // What changed while it was read may be in it or not.
    const isSound = this.feed.isListening && changesBefore === this.changes;
    if (value !== undefined && isSound) this.kept.set(key, value);
    return value;
  }

  private forget(changedOwner: string | undefined): void {
    this.changes += 1;
    for (const [key, { ownerId }] of this.kept.entries()) {
      const isConcerned = ownerId === null || ownerId === changedOwner;
      if (changedOwner === undefined || isConcerned) this.kept.delete(key);
    }
  }
}
