import type { ProviderServer } from '../providers/provider-server.js';
import type { Creator } from './creator.js';
import type { HookReceiver } from './hook-receiver.js';
import { printChapter, printStep } from './print.js';

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
  printChapter('a shop of Shopify');
  receiver.secret = await creator.subscribe(receiver.url, [
    'connection.connected',
    'connection.disconnected',
  ]);
  await creator.permit('shopify', { shop: SHOP });
  const connected = await receiver.next('connection.connected');
  printStep('The creator’s endpoint gets a signed event', connected.type, connected);

  while (services.webhooks.of(SHOP).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [status] = await services.webhooks.send(SHOP, 'app/uninstalled');
  if (status !== 200) throw new Error(`the webhook of the shop was answered ${status}`);
  const ended = await receiver.next('connection.disconnected');
  printStep(
    'The shop removes the app: the server erases what it had of it, and tells the creator',
    `${ended.type}, ${String((ended.data as { reason?: string }).reason)}`,
    ended,
  );
}
