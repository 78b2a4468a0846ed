import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { RouteFacts } from './route-facts.decorator.js';
import { PRICED } from './unread-payment.js';

const OPEN = { isOpenToEveryOrigin: true } as const;
/**
 * Under `/api/`, in each spelling that leads there, stands the API of accounts; what stands elsewhere is
 * for buyers and whoever reads.
 */
const ACCOUNT_API = /^\/(?:a|%[46]1)(?:p|%[57]0)(?:i|%[46]9)\//i;

/**
 * Lets scripts of every origin call a route of the API: what it answers depends on what stands in the
 * request, and never on a cookie. Routes with a price, and those outside the API, are open without it.
 */
export const OpenToEveryOrigin = () => RouteFacts(OPEN);

/** Whether scripts of every origin may make a request and read its answer. */
export function isOpenToEveryOrigin({ url, routeOptions }: FastifyRequest): boolean {
  return !ACCOUNT_API.test(url) || isMarkedOpen(routeOptions.config);
}

/** Whether a route of the API says that it is open. */
export function isMarkedOpen(config: FastifyContextConfig = {}): boolean {
  return [PRICED, OPEN].some((mark) => Object.keys(mark).every((name) => name in config));
}
