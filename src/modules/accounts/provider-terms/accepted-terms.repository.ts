import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AcceptedTerms } from './accepted-terms.entity.js';
import type { PublishedTerms } from './published-terms.js';

/** More versions than anybody has seen. */
const SHOWN = 100;

/** What users have accepted; row-level security leaves each their own. */
@Injectable()
export class AcceptedTermsRepository {
  /** Newest first. */
  list(tx: EntityManager): Promise<AcceptedTerms[]> {
    return tx.find(AcceptedTerms, { order: { acceptedAt: 'DESC', provider: 'ASC' }, take: SHOWN });
  }

  /** What was accepted before keeps its time. */
  async add(
    tx: EntityManager,
    userId: string,
    { provider, version }: Pick<PublishedTerms, 'provider' | 'version'>,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO accepted_terms (user_id, provider, version) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, provider, version) DO NOTHING`,
      [userId, provider, version],
    );
  }
}
