import type { FastifyRequest } from 'fastify';
import type { PaidRoute } from '../x402/paid-route.js';

/** What of the request a payment is bound to. */
export async function readInput(
  route: PaidRoute,
  request: FastifyRequest,
  offerId: string,
): Promise<unknown> {
  const { method, url, body } = request;
  return (await route.readInput?.(request, offerId)) ?? { method, url, body: body ?? null };
}
