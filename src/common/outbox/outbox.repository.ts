import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Something a user is told about; `type` is `subject.happening`, such as `payment.settled`. */
export interface OutboxEvent {
  readonly userId: string;
  readonly type: string;
  /** JSON data without secrets; money as decimal strings. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events that leave the house later, written in the transaction that makes them true. */
@Injectable()
export class Outbox {
  async add(tx: EntityManager, event: OutboxEvent): Promise<void> {
    await tx.query(`INSERT INTO outbox (user_id, type, data) VALUES ($1, $2, $3)`, [
      event.userId,
      event.type,
      JSON.stringify(event.data),
    ]);
  }
}
