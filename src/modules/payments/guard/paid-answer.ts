import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type PaymentState, type Problem, problemDocument } from '../../../common/errors/index.js';
import type { Way } from '../calls/way-back.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type {
  Addendum,
  LiveEvent,
  PaidRoute,
  RawAnswer,
  RawHead,
  Receipt,
} from '../x402/paid-route.js';

/** Seconds after which a buyer who was told to come back should. */
const COME_BACK_SECONDS = 2;

/** What a cache has to know of an answer to a buyer, whatever the answer says of itself. */
export const BUYERS_ONLY = { 'cache-control': 'private, no-store' } as const;

/** What proves that a call was paid, and what opens it. */
export interface Proof {
  readonly receipt: Receipt;
  readonly ticket: string;
}

/** The body of a paid answer: the stored result as its route presents it, and what else there is. */
export function paidBody(
  route: PaidRoute,
  { result }: PaymentClaim,
  { receipt, ticket }: Proof,
  addendum: Addendum | undefined,
): unknown {
  const body = route.present?.(result, receipt, ticket) ?? result;
  return addendum === undefined ? body : { ...(body as object), ...addendum.members };
}

/** After how long a receiver who takes nothing any more is cut off. */
const STALLED_MS = 60_000;

/** Writes the head of an answer that is bytes, and returns them as its body. */
export function rawBody(raw: RawAnswer, reply: FastifyReply): StreamableFile | undefined {
  const { bytes, length } = raw;
  const told = writeRawHead(raw, reply);
  if (raw.status === 204) return undefined;
  reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
  const options = { ...told, length };
  return bytes instanceof Uint8Array
    ? new StreamableFile(bytes, options)
    : new StreamableFile(bytes, options);
}

/** The same for bytes that are still to come, as long as they take. */
export function liveBody(head: RawHead, bytes: Readable, reply: FastifyReply): StreamableFile {
  return new StreamableFile(bytes, writeRawHead(head, reply));
}

/** Bytes of a seller's are never run as a page of this server. */
function writeRawHead(
  { mimeType, filename, status = 200, headers = {} }: RawHead,
  reply: FastifyReply,
) {
  reply.status(status).headers({ ...headers, 'content-security-policy': 'sandbox' });
  const name = filename === null ? '' : `; filename*=UTF-8''${encodeRfc5987(filename)}`;
  const disposition = `${filename === null ? 'inline' : 'attachment'}${name}`;
  return { type: mimeType, disposition };
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

/** A call that goes on: how it stands, and where to ask for it. */
export interface PendingCall extends Way {
  readonly status: 'running';
  readonly payment: PaymentState;
  readonly transaction: string | null;
}

/** Writes the head of a 202, and returns its body. */
export function writePending(
  reply: FastifyReply,
  call: PendingCall,
  respondAsync: boolean,
): PendingCall {
  reply.status(202).header('retry-after', String(COME_BACK_SECONDS));
  reply.headers(BUYERS_ONLY);
  if (respondAsync) reply.header('preference-applied', 'respond-async');
  reply.header('location', call.statusUrl);
  return call;
}
