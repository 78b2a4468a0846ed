import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { PaymentPayload } from '@x402/core/types';
import type { MemoryChain, SignedOrder } from './memory-chain.js';
import { MEMORY } from './memory-network.js';

/** A facilitator of the chain in memory, behind a URL as x402 has it. */
export async function startMemoryFacilitator(chain: MemoryChain) {
  const answer = (path: string, { payload }: PaymentPayload): object => {
    const { order } = payload as unknown as SignedOrder;
    const told = { payer: order.from, network: MEMORY };
    const isCovered = chain.balance(order.asset, order.from) >= BigInt(order.amount);
    if (path === '/verify') {
      return {
        ...told,
        isValid: isCovered,
        ...(!isCovered && { invalidReason: 'insufficient_funds' }),
      };
    }
    try {
      return { ...told, success: true, transaction: chain.settle(order) };
    } catch (error) {
      return { ...told, success: false, errorReason: (error as Error).message, transaction: '' };
    }
  };
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const reply =
      path === '/supported'
        ? { kinds: [{ x402Version: 2, scheme: 'exact', network: MEMORY }] }
        : answer(
            path,
            ((await json(request)) as { paymentPayload: PaymentPayload }).paymentPayload,
          );
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
