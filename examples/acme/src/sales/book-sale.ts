import { Injectable } from '@nestjs/common';
import { Database, type EventHandler, HandlesEvents, type StoredEvent } from 'coinslot';

/** Books each settled payment once, however often its event comes. */
@HandlesEvents()
@Injectable()
export class BookSale implements EventHandler {
  readonly name = 'x_acme_book_sale';
  readonly types = ['payment.settled'] as const;

  constructor(private readonly database: Database) {}

  async handle(event: StoredEvent): Promise<void> {
    if (event.type !== 'payment.settled') return;
    const { claimId, amount } = event.data;
    await this.database.asService('x_acme', (tx) =>
      tx.query(
        `INSERT INTO x_acme.sales (event_id, owner_id, call_id, amount) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING`,
        [event.id, event.userId, claimId, amount],
      ),
    );
  }
}
