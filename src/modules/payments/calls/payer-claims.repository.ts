import { Injectable } from '@nestjs/common';
import { type EntityManager, Not } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import { PaymentClaim } from '../claims/claim.entity.js';
import type { PaymentKey } from '../claims/held-claim.js';

/** Reads the claims of one payer; the index of payments finds them. */
@Injectable()
export class PayerClaims {
  /** Those that were charged or may yet be, newest first, those after `after`. */
  find(
    tx: EntityManager,
    { network, payer }: Pick<PaymentKey, 'network' | 'payer'>,
    after: Cursor | undefined,
    limit: number,
  ): Promise<PaymentClaim[]> {
    const query = tx
      .createQueryBuilder(PaymentClaim, 'claim')
      .where({ network, payer, status: Not('released') })
      // Cursors carry milliseconds.
      .addSelect(`date_trunc('milliseconds', claim.created_at)`, 'moment')
      .orderBy({ moment: 'DESC', 'claim.id': 'DESC' })
      .limit(limit);
    if (after !== undefined) {
      const place = `(date_trunc('milliseconds', claim.created_at), claim.id) < (:createdAt, :id)`;
      query.andWhere(place, { ...after });
    }
    return query.getMany();
  }
}
