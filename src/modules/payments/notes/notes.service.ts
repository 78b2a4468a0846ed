import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { LeaseLost } from '../claims/held-claim.js';
import type { Note, Noter } from './note.js';
import { NoteWriter } from './note-writer.service.js';
import { PendingNotes } from './pending-notes.repository.js';

/** Keeps what is noted of payments from undoing what it notes. */
@Injectable()
export class Notes {
  constructor(
    private readonly database: Database,
    private readonly writer: NoteWriter,
    private readonly pending: PendingNotes,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Runs `work` in one transaction of the service `payments`. When anything in it fails, `work` runs
   * once more, in a transaction that keeps its notes as pending instead of writing them: so a note
   * that cannot be written costs nobody their settlement, and one that can costs no round trip more.
   * @throws {LeaseLost | Problem} as `work` does; any other error only when it fails without its notes
   */
  async transaction<T>(work: (tx: EntityManager, note: Noter) => Promise<T>): Promise<T> {
    try {
      return await this.run(work, (tx, note) => this.writer.write(tx, note));
    } catch (error) {
      if (error instanceof LeaseLost || error instanceof Problem) throw error;
      const done = await this.run(work, (tx, note) => this.pending.insert(tx, note, error));
      this.logger.error(
        { err: error },
        'books were written without their notes, which are pending',
      );
      return done;
    }
  }

  private run<T>(
    work: (tx: EntityManager, note: Noter) => Promise<T>,
    note: (tx: EntityManager, note: Note) => Promise<void>,
  ): Promise<T> {
    return this.database.asService('payments', (tx) => work(tx, (each) => note(tx, each)));
  }
}
