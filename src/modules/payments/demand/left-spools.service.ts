import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { MAX_LINE } from './record.js';
import { SpoolFile, UNKNOWN } from './spool-file.client.js';
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

  constructor(
    private readonly spool: Spool,
    private readonly clock: Clock,
  ) {}

  /** Gives each with something new in it; it is closed when the next one is asked for. */
  async *find(): AsyncGenerator<SpoolFile> {
    const names = await readdir(this.spool.directory).catch(() => []);
    for (const name of names.slice(0, MAX_FILES)) {
      const id = SpoolFile.idOf(name);
      if (id === undefined || this.spool.isOwn(id)) continue;
      const found = await stat(join(this.spool.directory, name)).catch(() => undefined);
      if (found === undefined) this.folded.delete(id);
      else yield* this.look(id, found.size, this.clock.now().getTime() - found.mtimeMs);
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
    } finally {
      file.close();
    }
    const isAdded = file.place >= size - MAX_LINE;
    if (silentMs < FORGOTTEN_MS && !(isGone && isAdded)) return;
    await file.remove();
    this.folded.delete(id);
  }
}
