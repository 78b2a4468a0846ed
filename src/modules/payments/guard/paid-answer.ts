import type { FastifyReply } from 'fastify';
import { type Problem, problemDocument } from '../../../common/errors/index.js';
import { toReceipt } from '../receipts/receipt.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import type { LiveEvent, PaidRoute } from '../x402/paid-route.js';
import type { EventStream } from './event-stream.js';

/** Seconds after which a buyer who was told to come back should. */
const COME_BACK_SECONDS = 2;

/** The body of a paid answer: the stored result as its route presents it. */
export function paidBody(route: PaidRoute, claim: PaymentClaim): unknown {
  return route.present?.(claim.result, toReceipt(claim)) ?? claim.result;
}

/** The last event of a stream: `done` carries what a JSON answer would be. */
export function doneEvent(route: PaidRoute, claim: PaymentClaim): LiveEvent {
  return { event: 'done', data: paidBody(route, claim) };
}

/** The last event of a stream that broke off. */
export function errorEvent(problem: Problem, requestId: string): LiveEvent {
  return { event: 'error', data: problemDocument(problem, requestId) };
}

/** Writes a result that exists already as a stream. */
export function replayTo(stream: EventStream, route: PaidRoute, claim: PaymentClaim): void {
  for (const event of route.replay?.(claim.result) ?? []) stream.send(event);
  stream.end(doneEvent(route, claim));
}

/** 202: the call goes on, and where to ask for it. */
export function writePending(
  reply: FastifyReply,
  id: string,
  statusUrl: string | undefined,
  respondAsync: boolean,
): unknown {
  reply.status(202).header('retry-after', String(COME_BACK_SECONDS));
  reply.header('cache-control', 'no-store');
  if (respondAsync) reply.header('preference-applied', 'respond-async');
  if (statusUrl !== undefined) reply.header('location', statusUrl);
  return { id, status: 'running', ...(statusUrl !== undefined && { statusUrl }) };
}
