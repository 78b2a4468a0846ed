import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  read,
  type Stats,
  unlink,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assertOwnFile } from './own-directory.client.js';
import { readRecords } from './record.js';
import type { Piece, SpoolSource } from './spool-source.js';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
/** How much is read at a time. */
const PIECE_BYTES = 1_048_576;
/** What the name of a spool ends with, after its id. */
export const SUFFIX = '.demand';
const NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.demand$/;

/** Stands for what only the database knows: nothing is added there, and it tells where to begin. */
export const UNKNOWN = -1;
const NOTHING: Piece = { begins: UNKNOWN, ends: UNKNOWN, counts: [], unreadable: 0 };

const readAt = promisify(read);
const unlinkFile = promisify(unlink);

/** A spool that was opened does not give what is in it. */
export class UnreadableSpool extends Error {}

/** A file that one process appends records to, and that any process may add up. */
export class SpoolFile implements SpoolSource {
  /** Of all that was written; the process that writes keeps it up. */
  size: number;
  private folded: number;

  private constructor(
    readonly id: string,
    private readonly path: string,
    private readonly fd: number,
    readonly openedAt: number,
    private readonly found: Stats,
    folded: number,
  ) {
    this.size = found.size;
    this.folded = folded;
  }

  /** A new one, for this process alone to write. @throws when it cannot be made */
  static create(directory: string, now: number): SpoolFile {
    const id = randomUUID();
    const path = join(directory, `${id}${SUFFIX}`);
    const fd = openSync(path, O_APPEND | O_CREAT | O_EXCL | O_RDWR, 0o600);
    return new SpoolFile(id, path, fd, now, fstatSync(fd), 0);
  }

  /**
   * One that another process wrote.
   * @throws when it is gone, cannot be read, or is no file of this user; nothing keeps it waiting
   */
  static open(directory: string, id: string, folded: number): SpoolFile {
    const path = join(directory, `${id}${SUFFIX}`);
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const found = fstatSync(fd);
      assertOwnFile(found);
      return new SpoolFile(id, path, fd, 0, found, folded);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** The id of a spool by its file's name; undefined for other files. */
  static idOf(name: string): string | undefined {
    return NAME.test(name) ? name.slice(0, -SUFFIX.length) : undefined;
  }

  /** Where the database was told to begin last. */
  get place(): number {
    return this.folded;
  }

  /**
   * What someone did to the file meanwhile, if anything: one that was removed can still be read here; what was
   * cut off of one that was shortened cannot.
   */
  get harm(): 'removed' | 'shortened' | undefined {
    const { nlink, size } = fstatSync(this.fd);
    if (size < Math.max(this.size, this.folded)) return 'shortened';
    return nlink === 0 ? 'removed' : undefined;
  }

  /** Whether the file still stands where it was made, and can be found there when this process has died. */
  get isInPlace(): boolean {
    const there = lstatSync(this.path, { throwIfNoEntry: false });
    return there?.ino === this.found.ino && there.dev === this.found.dev;
  }

  /** Writes records; says how many bytes of them were. @throws when the disk takes none */
  append(lines: Buffer): number {
    const written = writeSync(this.fd, lines);
    this.size += written;
    return written;
  }

  /** Shows others that whoever writes it lives. */
  touch(seconds: number): void {
    futimesSync(this.fd, seconds, seconds);
  }

  async next(): Promise<Piece | undefined> {
    if (this.folded === UNKNOWN) return NOTHING;
    const length = Math.min(PIECE_BYTES, this.size - this.folded);
    if (length <= 0) return undefined;
    const { bytesRead, buffer } = await readAt(
      this.fd,
      Buffer.allocUnsafe(length),
      0,
      length,
      this.folded,
    ).catch((error: unknown) => {
      throw new UnreadableSpool('a spool cannot be read', { cause: error });
    });
    const { bytes, ...reading } = readRecords(buffer.subarray(0, bytesRead));
    return bytes === 0 ? undefined : { begins: this.folded, ends: this.folded + bytes, ...reading };
  }

  foldedTo(place: number): void {
    this.folded = place;
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Takes the file away, for good; one that is gone is nobody's error, and another in its place stays. */
  async remove(): Promise<void> {
    if (!this.isInPlace) return;
    await unlinkFile(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
