import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A stored content, and the call whose run wrote it. */
export interface StoredContent {
  readonly id: string;
  readonly callId: string;
}

@Injectable()
export class ContentsRepository {
  async begin(tx: EntityManager, { id, callId }: StoredContent): Promise<void> {
    await tx.query(`INSERT INTO result_contents (id, call_id) VALUES ($1, $2)`, [id, callId]);
  }

  /** Fails when the content has been deleted. */
  async add(tx: EntityManager, id: string, position: number, bytes: Buffer): Promise<void> {
    await tx.query(`INSERT INTO result_chunks (content_id, position, bytes) VALUES ($1, $2, $3)`, [
      id,
      position,
      bytes,
    ]);
  }

  async read(tx: EntityManager, id: string, position: number): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ bytes: Buffer }[]>(
      `SELECT bytes FROM result_chunks WHERE content_id = $1 AND position = $2`,
      [id, position],
    );
    return row?.bytes;
  }

  /** Deletes a content with its pieces. */
  async delete(tx: EntityManager, id: string): Promise<void> {
    await tx.query(`DELETE FROM result_contents WHERE id = $1`, [id]);
  }

  /** Contents that are to be looked at; they are due again in an hour. */
  async takeDue(tx: EntityManager, limit: number): Promise<StoredContent[]> {
    const [due] = await tx.query<[StoredContent[], number]>(
      `UPDATE result_contents SET check_at = now() + interval '1 hour'
        WHERE id IN (SELECT id FROM result_contents WHERE check_at <= now()
          ORDER BY check_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING id, call_id AS "callId"`,
      [limit],
    );
    return due;
  }

  /** The content is not due before `until`. */
  async rest(tx: EntityManager, id: string, until: Date): Promise<void> {
    await tx.query(`UPDATE result_contents SET check_at = greatest(check_at, $2) WHERE id = $1`, [
      id,
      until,
    ]);
  }
}
