import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FunctionCall } from '../database/index.js';
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
    await tx.query(`INSERT INTO outbox (user_id, type, data) VALUES ($1, $2, $3)`, rowOf(event));
  }
}

/** The same for services that write it in one statement with what makes it true. @throws {RangeError} */
export function eventCall(event: OutboxEvent): FunctionCall {
  return { name: 'add_event', parameters: rowOf(event) };
}

function rowOf({ userId, type, data }: OutboxEvent): string[] {
  const text = JSON.stringify(data);
  if (Buffer.byteLength(text) > MAX_DATA_BYTES) {
    throw new RangeError(`the data of ${type} are larger than ${MAX_DATA_BYTES} bytes`);
  }
  return [userId, type, text];
}
