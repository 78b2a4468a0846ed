import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { NoteWriter } from './note-writer.service.js';
import { type PendingNote, PendingNotes } from './pending-notes.repository.js';

const BATCH = 200;

/** Every minute, writes notes that are pending; one that fails again holds up no other. */
@Scheduled()
@Injectable()
export class RepairNotesJob implements Job {
  readonly name = 'repair_notes';
  readonly schedule = '* * * * *';

  constructor(
    private readonly database: Database,
    private readonly pending: PendingNotes,
    private readonly writer: NoteWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    for (let count = 0; count < BATCH; count += 1) {
      const taken = await this.database.asService('payments', (tx) => this.pending.take(tx));
      if (taken === undefined) return;
      await this.repair(taken);
    }
  }

  private async repair({ id, note, tries }: PendingNote): Promise<void> {
    try {
      await this.database.asService('payments', async (tx) => {
        if (await this.pending.remove(tx, id)) await this.writer.write(tx, note);
      });
    } catch (error) {
      const { claimId, kind } = note;
      this.logger.error({ err: error, claimId, kind, tries }, 'a note could not be written again');
      await this.database.asService('payments', (tx) => this.pending.noteError(tx, id, error));
    }
  }
}
