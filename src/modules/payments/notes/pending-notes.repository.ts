import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { errorClass } from '../../../common/errors/index.js';
import { type Note, pauseAfterTries, restoreNote, storeNote } from './note.js';

/** A note that could not be written yet. */
export interface PendingNote {
  readonly id: string;
  readonly note: Note;
  /** How often it was tried, this time included. */
  readonly tries: number;
}

/** Keeps notes that could not be written, in the context of the service `payments`. */
@Injectable()
export class PendingNotes {
  async insert(tx: EntityManager, note: Note, error: unknown): Promise<void> {
    await tx.query(
      `INSERT INTO pending_notes (claim_id, content, last_error) VALUES ($1, $2, $3)`,
      [note.claimId, JSON.stringify(storeNote(note)), errorClass(error)],
    );
  }

  /**
   * Takes the note that has been due for longest; undefined when none is. It counts as tried, and is
   * due again after a pause, before anything is done with it: a note that ends its process is not
   * tried by one replica after the other.
   */
  async take(tx: EntityManager): Promise<PendingNote | undefined> {
    const [row] = await tx.query<{ id: string; content: object; tries: number }[]>(
      `SELECT id, content, tries FROM pending_notes WHERE next_try_at <= now()
        ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    if (row === undefined) return undefined;
    const tries = row.tries + 1;
    await tx.query(
      `UPDATE pending_notes SET tries = $2, next_try_at = now() + make_interval(secs => $3)
        WHERE id = $1`,
      [row.id, tries, pauseAfterTries(tries)],
    );
    return { id: row.id, note: restoreNote(row.content), tries };
  }

  /** False when it is gone: somebody else has written it. */
  async remove(tx: EntityManager, id: string): Promise<boolean> {
    const [, removed] = await tx.query<[unknown, number]>(
      `DELETE FROM pending_notes WHERE id = $1`,
      [id],
    );
    return removed > 0;
  }

  async noteError(tx: EntityManager, id: string, error: unknown): Promise<void> {
    await tx.query(`UPDATE pending_notes SET last_error = $2 WHERE id = $1`, [
      id,
      errorClass(error),
    ]);
  }
}
