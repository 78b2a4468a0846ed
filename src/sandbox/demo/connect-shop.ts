import type { ProviderServer } from '../providers/provider-server.js';
import type { Creator } from './creator.js';
import type { HookReceiver } from './hook-receiver.js';
import { printStep } from './print.js';

const SHOP = 'ada.myshopify.com';

/**
 * Plays a creator who connects a shop of Shopify, and who is told when the shop takes that back.
 * @throws Error unless the shop's webhook ended the connection, and a signed event told of it
 */
export async function connectShop(
  creator: Creator,
  services: ProviderServer,
  receiver: HookReceiver,
): Promise<void> {
  process.stdout.write('\n— a shop of Shopify —\n');
  receiver.secret = await creator.subscribe(receiver.url, [
    'connection.connected',
    'connection.disconnected',
  ]);
  await creator.permit('shopify', { shop: SHOP });
  printStep(
    'The creator’s endpoint gets a signed event',
    await receiver.next('connection.connected'),
  );

  while (services.webhooks.of(SHOP).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [status] = await services.webhooks.send(SHOP, 'app/uninstalled');
  if (status !== 200) throw new Error(`the webhook of the shop was answered ${status}`);
  printStep('The shop removes the app: Shopify sends a signed webhook, which the server takes', {
    topic: 'app/uninstalled',
    answered: status,
  });
  const ended = await receiver.next('connection.disconnected');
  printStep('The server erases what it had of the shop, and tells the creator’s endpoint', ended);
}
