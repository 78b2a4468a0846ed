import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Problem, problemDocument } from '../../../common/errors/index.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import type { Addendum, LiveEvent, PaidRoute, RawAnswer, Receipt } from '../x402/paid-route.js';

/** Seconds after which a buyer who was told to come back should. */
const COME_BACK_SECONDS = 2;

/** The body of a paid answer: the stored result as its route presents it, and what else there is. */
export function paidBody(
  route: PaidRoute,
  { result }: PaymentClaim,
  receipt: Receipt,
  addendum: Addendum | undefined,
): unknown {
  const body = route.present?.(result, receipt) ?? result;
  return addendum === undefined ? body : { ...(body as object), ...addendum.members };
}

/** After how long a receiver who takes nothing any more is cut off. */
const STALLED_MS = 60_000;

/** Bytes of a seller's are never run as a page of this server. */
export function rawBody(raw: RawAnswer, reply: FastifyReply): StreamableFile | undefined {
  const { mimeType, filename, bytes, length, status = 200, headers = {} } = raw;
  reply.status(status).headers({ ...headers, 'content-security-policy': 'sandbox' });
  if (status === 204) return undefined;
  reply.raw.setTimeout(STALLED_MS);
  const name = filename === null ? '' : `; filename*=UTF-8''${encodeRfc5987(filename)}`;
  const disposition = `${filename === null ? 'inline' : 'attachment'}${name}`;
  const options = { type: mimeType, length, disposition };
  return bytes instanceof Uint8Array
    ? new StreamableFile(bytes, options)
    : new StreamableFile(bytes, options);
}

/** RFC 5987 section 3.2.1: `encodeURIComponent` leaves a few characters that are not allowed. */
function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
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
