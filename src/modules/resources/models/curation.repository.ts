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
    await tx.insert(CurationEntry, entry);
  }

  /** Newest first: decisions are numbered in their order. */
  list(tx: EntityManager, { modelId, before, limit }: CurationFilter): Promise<CurationEntry[]> {
    const query = tx.createQueryBuilder(CurationEntry, 'e').orderBy('e.id', 'DESC').limit(limit);
    if (modelId !== undefined) query.andWhere('e.model_id = :modelId', { modelId });
    if (before !== undefined) query.andWhere('e.id < :before', { before });
    return query.getMany();
  }
}
