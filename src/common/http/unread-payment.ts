import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { PaymentState } from '../errors/index.js';

/** Header that carries a payment, x402 v2. */
export const PAYMENT_HEADER = 'payment-signature';
/** Header that carries a payment, x402 v1. */
export const PAYMENT_HEADER_V1 = 'x-payment';

/** Fastify's `config` of a route that has a price. */
export const PRICED = { priced: true } as const;

/** Under this, everything is for sale that is anything. */
const SHOP = '/@';

/** Whether a request brings a payment, or what is meant to be one. */
export function carriesPayment(headers: IncomingHttpHeaders): boolean {
  return headers[PAYMENT_HEADER] !== undefined || headers[PAYMENT_HEADER_V1] !== undefined;
}

/**
 * What a refusal says of the money, when nothing of its kind is ever charged: what cannot be read, is
 * too large or leads nowhere never was, whatever the payment it brings has paid for otherwise.
 */
export function neverCharged(request: FastifyRequest): { payment?: PaymentState } {
  const { headers, url } = request;
  const isAsked = carriesPayment(headers) || url.startsWith(SHOP) || isPriced(request);
  return isAsked ? { payment: 'not_charged' } : {};
}

/**
 * What a failure on a priced route says of the money, when nothing has looked at the payment: the
 * same request may have been charged before.
 */
export function unreadPayment({ headers }: FastifyRequest): { payment: PaymentState } {
  return { payment: carriesPayment(headers) ? 'unknown' : 'not_charged' };
}

/** Whether the request is to a route that has a price. */
export function isPriced({ routeOptions }: FastifyRequest): boolean {
  return 'priced' in (routeOptions.config ?? {});
}
