import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { demandConfig } from './demand.config.js';
import { MemorySpool } from './memory-spool.js';
import { assertOwn, makeOwn } from './own-directory.client.js';
import { SpoolFile, UnreadableSpool } from './spool-file.client.js';
import type { SpoolSource } from './spool-source.js';

/** A file of that size, or that old, is followed by another one, so that none stays for long. */
const MAX_FILE_BYTES = 8_388_608;
const MAX_FILE_MS = 3_600_000;
/** What this process leaves on the disk at the most, while the database is away. */
const MAX_BYTES = 268_435_456;

/**
 * Keeps what is to be counted until it is in the database. Each record is in a file, and survives the death of
 * this process, before {@link append} returns; while no file can be written it is kept in memory. It never
 * fails and never waits for anything but the system's page cache.
 */
@Injectable()
export class Spool {
  readonly directory: string;
  private readonly memory = new MemorySpool(randomUUID());
  private current: SpoolFile | undefined;
  private closed: SpoolFile[] = [];
  /** No file takes records until somebody has looked after it. */
  private isBroken = false;
  private isTold = false;
  private soon: { readonly line: Buffer; readonly done: () => void }[] = [];

  constructor(
    @Inject(demandConfig.KEY) { directory }: ConfigType<typeof demandConfig>,
    database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly clock: Clock,
  ) {
    this.directory = join(directory, `coinslot-${database.fingerprint}`);
  }

  /** @param line as `lineOf` makes it */
  append(line: Buffer): void {
    this.appendAll([line]);
  }

  /**
   * Appends it together with whatever else comes in this turn of the event loop: one system call for all.
   * @param done is called once it is appended
   */
  appendSoon(line: Buffer, done: () => void): void {
    if (this.soon.length === 0) setImmediate(() => this.appendNow());
    this.soon.push({ line, done });
  }

  /** What this process has written and not removed. */
  get sources(): readonly SpoolSource[] {
    return [...this.closed, ...(this.current ? [this.current] : []), this.memory];
  }

  isOwn(id: string): boolean {
    return this.sources.some((source) => source.id === id);
  }

  /** Whether what lies in the directory can be trusted: only this user puts something there. */
  isTrusted(): boolean {
    try {
      assertOwn(this.directory);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      this.goOn();
      this.tell(error);
      return false;
    }
  }

  /**
   * Shows that this process lives, goes on to another file when it is time, and removes those that are in the
   * database. To be called again and again.
   */
  async tend(): Promise<void> {
    const now = this.clock.now().getTime();
    this.isBroken = false;
    const dropped = this.memory.takeDropped();
    if (dropped > 0) this.logger.error({ dropped }, 'the demand for resources was not counted');
    const { current } = this;
    if (current !== undefined && this.isSpent(current, now)) this.goOn();
    for (const file of this.closed) if (await isAdded(file)) await this.drop(file);
  }

  /** The process ends: what is not in the database is left to others, or to the next start. */
  async close(): Promise<void> {
    if (this.current !== undefined) this.goOn();
    await this.tend();
    for (const file of this.closed) file.close();
    this.closed = [];
  }

  private appendNow(): void {
    const { soon } = this;
    this.soon = [];
    this.appendAll(soon.map(({ line }) => line));
    for (const { done } of soon) done();
  }

  private appendAll(lines: readonly Buffer[]): void {
    let written = this.write(Buffer.concat(lines));
    for (const line of lines) {
      if (written < line.length) this.memory.add(line);
      written -= line.length;
    }
  }

  /** @returns how many bytes were written */
  private write(lines: Buffer): number {
    if (this.isBroken) return 0;
    let written = 0;
    try {
      if (this.current !== undefined && this.isSpoilt(this.current)) this.goOn();
      this.current ??= this.begin();
      written = this.current.append(lines);
      if (written < lines.length) throw new Error('a record was written in part');
      this.isTold = false;
    } catch (error) {
      this.isBroken = true;
      this.goOn();
      this.tell(error);
    }
    return written;
  }

  private tell(error: unknown): void {
    const { directory } = this;
    const text = 'demand is counted in memory: a crash would lose it';
    if (!this.isTold) this.logger.warn({ err: error, directory }, text);
    this.isTold = true;
  }

  private begin(): SpoolFile {
    const kept = this.closed.reduce((sum, { size }) => sum + size, 0);
    if (kept > MAX_BYTES) throw new Error('too much is not in the database yet');
    makeOwn(this.directory);
    return SpoolFile.create(this.directory, this.clock.now().getTime());
  }

  private isSpent(file: SpoolFile, now: number): boolean {
    file.touch(now / 1000);
    const isOld = file.size > 0 && now - file.openedAt > MAX_FILE_MS;
    return isOld || file.size > MAX_FILE_BYTES || !file.isInPlace || this.isSpoilt(file);
  }

  /** Whether someone took the file, or a part of it, away; a line of the log says so. */
  private isSpoilt(file: SpoolFile): boolean {
    const { harm } = file;
    if (harm === undefined) return false;
    this.logger.warn({ spool: file.id, harm }, 'a spool of demand was shortened or removed');
    return true;
  }

  private goOn(): void {
    if (this.current !== undefined) this.closed.push(this.current);
    this.current = undefined;
  }

  private async drop(file: SpoolFile): Promise<void> {
    this.closed = this.closed.filter((each) => each !== file);
    file.close();
    await file.remove().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'a counted spool was not removed');
    });
  }
}

async function isAdded(file: SpoolFile): Promise<boolean> {
  try {
    return (await file.next()) === undefined;
  } catch (error) {
    if (error instanceof UnreadableSpool) return false;
    throw error;
  }
}
