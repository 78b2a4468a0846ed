import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AnyEvent } from './event-types.js';

/** As text; what an event is about is named by ids, and fetched by them. */
const MAX_DATA_BYTES = 65_536;

/**
 * Something a user is told about; `type` is `subject.happening`, such as `payment.settled`. Those of
 * Coinslot are listed in `EventTypes`; those of another team's module begin with `x_` and its name.
 */
export type OutboxEvent = AnyEvent & { readonly userId: string };

/** Events that leave the house later, written in the transaction that makes them true. */
@Injectable()
export class Outbox {
  /**
   * Writes an event, which handlers get once `tx` has committed, and never when it does not.
   * @throws {RangeError} when the data are larger than 64 KiB as JSON
   */
  async add(tx: EntityManager, event: OutboxEvent): Promise<void> {
    const data = JSON.stringify(event.data);
    if (Buffer.byteLength(data) > MAX_DATA_BYTES) {
      throw new RangeError(`the data of ${event.type} are larger than ${MAX_DATA_BYTES} bytes`);
    }
    await tx.query(`INSERT INTO outbox (user_id, type, data) VALUES ($1, $2, $3)`, [
      event.userId,
      event.type,
      data,
    ]);
  }
}
