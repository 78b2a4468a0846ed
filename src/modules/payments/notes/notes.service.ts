import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Database, type FunctionCall } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { asLeaseLost } from '../claims/claim-change.js';
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
  transaction<T>(work: (tx: EntityManager, note: Noter) => Promise<T>): Promise<T> {
    return this.orPending(() => this.run(work, (tx, note) => this.writer.write(tx, note)), work);
  }

  /**
   * Makes `calls` and writes `notes` in the same way: in one statement where every note is a call as well.
   * @param also what the transaction does besides, in code
   * @throws {LeaseLost} when a call changes a claim that somebody else works on
   */
  async write(
    calls: readonly FunctionCall[],
    notes: readonly Note[],
    also?: (tx: EntityManager, note: Noter) => Promise<void>,
  ): Promise<void> {
    const work = async (tx: EntityManager, note: Noter) => {
      await this.database.callAllWithin(tx, calls);
      await also?.(tx, note);
      for (const each of notes) await note(each);
    };
    const noted = notes.map((note) => this.writer.callsOf(note));
    if (also !== undefined || noted.includes(undefined)) return this.transaction(work);
    const all = [...calls, ...noted.flatMap((each) => each ?? [])];
    await this.orPending(() => this.database.callAll(all), work);
  }

  private async orPending<T, U>(
    attempt: () => Promise<T>,
    work: (tx: EntityManager, note: Noter) => Promise<U>,
  ): Promise<T | U> {
    try {
      return await attempt().catch(asLeaseLost);
    } catch (error) {
      if (error instanceof LeaseLost || error instanceof Problem) throw error;
      const keep = (tx: EntityManager, note: Note) => this.pending.insert(tx, note, error);
      const done = await this.run(work, keep).catch(asLeaseLost);
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
