import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { assertOwnFile } from './own-directory.client.js';
import { MAX_LINE } from './record.js';
import { SpoolFile, SUFFIX, UNKNOWN } from './spool-file.client.js';
import { Spool } from './spool.service.js';

/** Who has not shown for so long that it lives may be dead: whoever adds its records up, each counts once. */
const SILENT_MS = 5_000;
/** Nobody comes back to a file after that, and it is removed once it is in the database. */
const GONE_MS = 3_600_000;
/** The database forgets a file after twice that; an older one is removed as it is. */
const FORGOTTEN_MS = 30 * 86_400_000;
/** So many are looked at in one round. */
const MAX_FILES = 1_000;

/** Finds what processes left that died, or that stand still. Nobody is known by a process id. */
@Injectable()
export class LeftSpools {
  /** How much of each is in the database, as far as that is known here. */
  private readonly folded = new Map<string, number>();
  /** What the log has named already. */
  private readonly told = new Set<string>();

  constructor(
    private readonly spool: Spool,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Gives each with something new in it; it is closed when the next one is asked for. */
  async *find(): AsyncGenerator<SpoolFile> {
    if (!this.spool.isTrusted()) return;
    const names = await readdir(this.spool.directory).catch(() => []);
    const ids = names.flatMap((name) => SpoolFile.idOf(name) ?? []);
    const others = ids.filter((id) => !this.spool.isOwn(id));
    // What gives nothing comes last, so that it never takes the place of what does.
    const isTold = (id: string) => Number(this.told.has(id));
    others.sort((one, other) => isTold(one) - isTold(other));
    for (const id of others.slice(0, MAX_FILES)) yield* this.lookAt(id);
  }

  /** Names a spool of which nothing can be had, once. */
  tell(id: string, error: unknown): void {
    if (this.told.has(id)) return;
    this.told.add(id);
    this.logger.warn({ err: error, spool: id }, 'a left spool of demand is not counted');
  }

  /** One that is no good holds up no other. */
  private async *lookAt(id: string): AsyncGenerator<SpoolFile> {
    try {
      const found = await lstat(join(this.spool.directory, `${id}${SUFFIX}`));
      assertOwnFile(found);
      yield* this.look(id, found.size, this.clock.now().getTime() - found.mtimeMs);
    } catch (error) {
      this.folded.delete(id);
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.tell(id, error);
    }
  }

  private async *look(id: string, size: number, silentMs: number): AsyncGenerator<SpoolFile> {
    const known = this.folded.get(id);
    const isGone = silentMs > GONE_MS;
    if (silentMs < SILENT_MS || (known === size && !isGone)) return;
    const file = SpoolFile.open(this.spool.directory, id, known ?? UNKNOWN);
    try {
      // How much of it was added is not known any more.
      if (silentMs < FORGOTTEN_MS) yield file;
      this.folded.set(id, file.place);
      if (file.harm === 'shortened') this.tell(id, new Error('less is in it than was added of it'));
    } finally {
      file.close();
    }
    const isAdded = file.place >= size - MAX_LINE;
    if (silentMs < FORGOTTEN_MS && !(isGone && isAdded)) return;
    await file.remove();
    this.folded.delete(id);
  }
}
