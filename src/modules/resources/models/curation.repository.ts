import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CurationEntry } from './curation-entry.entity.js';

/** A decision before it has a number and a time. */
export type NewCurationEntry = Omit<CurationEntry, 'id' | 'createdAt'>;

/** Which decisions a list shows. */
export interface CurationFilter {
  /** Those about one model. */
  readonly modelId?: string;
  /** Number of the last one the page before showed. */
  readonly before?: string;
  readonly limit: number;
}

@Injectable()
export class CurationRepository {
  async add(tx: EntityManager, entry: NewCurationEntry): Promise<void> {
    // Not through the entity, which would name the columns that only the database fills.
    await tx.query(
      `INSERT INTO model_curation_log (model_id, is_curated, reason, key_hint, request_id)
       VALUES ($1, $2, $3, $4, $5)`,
      [entry.modelId, entry.isCurated, entry.reason, entry.keyHint, entry.requestId],
    );
  }

  /** Newest first: decisions are numbered in their order. */
  list(tx: EntityManager, { modelId, before, limit }: CurationFilter): Promise<CurationEntry[]> {
    const query = tx.createQueryBuilder(CurationEntry, 'e').orderBy('e.id', 'DESC').limit(limit);
    if (modelId !== undefined) query.andWhere('e.model_id = :modelId', { modelId });
    if (before !== undefined) query.andWhere('e.id < :before', { before });
    return query.getMany();
  }
}
