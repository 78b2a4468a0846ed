import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Disagreement } from './subject.js';

/** How many of a kind are listed at the most. */
const LISTED = 1_000;
/** By then every pause before a run, every lease and every look at the chain is long over. */
const STUCK_AFTER = `interval '2 hours'`;
/** A note is tried so often within a quarter of an hour. */
const MANY_TRIES = 5;

/** A claim whose money is asked for may wait until its payment expires; no other waits for long. */
const STUCK_CLAIMS = `
  SELECT id AS subject, 'claim_stuck' AS code,
         format('%s, work %s, after %s attempts', status, work, attempts) AS detail
    FROM payment_claims
   WHERE ended_at IS NULL
     AND CASE WHEN status IN ('claimed', 'settled') THEN created_at ELSE valid_before END
       < now() - ${STUCK_AFTER}
   ORDER BY created_at LIMIT ${LISTED}`;

const UNOWED_CLAIMS = `
  SELECT c.id AS subject, 'refund_missing' AS code, 'charged, and failed for good' AS detail
    FROM payment_claims c
   WHERE c.status = 'settled' AND c.work = 'failed'
     AND NOT EXISTS (SELECT FROM refunds r WHERE r.claim_id = c.id AND r.status <> 'requested')
   ORDER BY c.ended_at LIMIT ${LISTED}`;

const PENDING_NOTES = `
  SELECT claim_id AS subject, 'note_pending' AS code,
         format('%s, tried %s times: %s', content ->> 'kind', tries, last_error) AS detail
    FROM pending_notes WHERE tries >= ${MANY_TRIES} ORDER BY created_at LIMIT ${LISTED}`;

/** Finds what should have come to an end and has not. */
@Injectable()
export class OpenEnds {
  /** At most 1,000 of each kind, the oldest first. */
  async find(tx: EntityManager): Promise<Disagreement[]> {
    const found: Disagreement[] = [];
    for (const statement of [STUCK_CLAIMS, UNOWED_CLAIMS, PENDING_NOTES]) {
      found.push(...(await tx.query<Disagreement[]>(statement)));
    }
    return found;
  }
}
