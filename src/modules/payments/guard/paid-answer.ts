import type { FastifyReply } from 'fastify';
import { type Problem, problemDocument } from '../../../common/errors/index.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import type { LiveEvent, PaidRoute, Receipt } from '../x402/paid-route.js';

/** Seconds after which a buyer who was told to come back should. */
const COME_BACK_SECONDS = 2;

/** The body of a paid answer: the stored result as its route presents it. */
export function paidBody(route: PaidRoute, { result }: PaymentClaim, receipt: Receipt): unknown {
  return route.present?.(result, receipt) ?? result;
}

/** The last event of a stream that broke off. */
export function errorEvent(problem: Problem, requestId: string): LiveEvent {
  return { event: 'error', data: problemDocument(problem, requestId) };
}

/** 202: the call goes on, and where to ask for it. */
export function writePending(
  reply: FastifyReply,
  call: { readonly id: string; readonly statusUrl?: string; readonly ticket: string },
  respondAsync: boolean,
): unknown {
  reply.status(202).header('retry-after', String(COME_BACK_SECONDS));
  reply.header('cache-control', 'no-store');
  if (respondAsync) reply.header('preference-applied', 'respond-async');
  if (call.statusUrl !== undefined) reply.header('location', call.statusUrl);
  return { ...call, status: 'running' };
}
