import type { ApiClient } from '../../src/sandbox/api-client.js';
import { type Answering, Receiver } from '../integrations/webhook-receiver.js';
import { type Letter, type PageOf, until } from '../integrations/webhook-shop.js';
import type { Shop } from '../e2e/shop.js';

/** Takes sales, and fails at refunds, as an endpoint with a bug would. */
const mostly: Answering = ({ event }, response) =>
  void response.writeHead(event.type.startsWith('refund.') ? 500 : 204).end();

/** A webhook that hears of all that happens. */
export interface Hearing {
  readonly id: string;
  /** Once it heard enough: shows it under an address as creators have them. */
  end(): Promise<void>;
}

/** Begins to hear, before anything has happened. */
export async function hearAll({ owner }: Shop, creator: ApiClient): Promise<Hearing> {
  const receiver = await Receiver.start(mostly);
  const { id } = await creator.send<{ id: string }>('POST', '/webhooks', {
    url: receiver.url,
    description: 'Bookkeeping',
  });
  const letters = () => creator.send<PageOf<Letter>>('GET', `/webhooks/${id}/deliveries`);
  const end = async () => {
    await until(async () => {
      const { items } = await letters();
      // After a failure all others wait for the next attempt.
      return items.some(({ error }) => error !== null);
    });
    receiver.stop();
    await owner.query(`UPDATE webhook_endpoints SET url = $2 WHERE id = $1`, [
      id,
      'https://books.ada.example/coinslot',
    ]);
  };
  return { id, end };
}
