import type { IncomingHttpHeaders } from 'node:http';
import { decodePaymentSignatureHeader } from '@x402/core/http';
import { isPaymentPayloadV1, isPaymentPayloadV2 } from '@x402/core/schemas';
import type { PaymentPayload } from '@x402/core/types';
import { PAYMENT_HEADER, PAYMENT_HEADER_V1 } from '../../../common/http/index.js';
import { exceededBound, type JsonBounds } from '../../../common/json/index.js';
import { readPaymentIdentifier } from './payment-identifier.js';

/** Real payments have some forty values on five levels. */
const BOUNDS: JsonBounds = { depth: 16, members: 200, entries: 200, values: 500, name: 200 };

/** A larger header is no payment: real ones have some 1,500 characters. */
const MAX_LENGTH = 12_288;

/** Texts that are JSON, but that PostgreSQL's jsonb does not take: NUL and half surrogate pairs. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** A payment as a buyer sent it. v2 names the offer it accepts, v1 but the network. */
export type ReceivedPayment =
  | (PaymentPayload & { readonly x402Version: 2 })
  | {
      readonly x402Version: 1;
      readonly scheme: string;
      /** The network's v1 name. */
      readonly network: string;
      readonly payload: Record<string, unknown>;
    };

/** Why headers hold no payment that could be looked at; stable codes. */
export type HeaderFault =
  | 'malformed_payment_header'
  | 'malformed_payment_identifier'
  | 'two_payment_headers'
  /** x402 specification v2, section 9: the version is not supported, or not in this header. */
  | 'invalid_x402_version';

/** Reads the payment that a request carries, in x402 v2's header or in v1's; undefined for none. */
export function readPayment(
  headers: IncomingHttpHeaders,
): ReceivedPayment | HeaderFault | undefined {
  const v2 = headers[PAYMENT_HEADER];
  const v1 = headers[PAYMENT_HEADER_V1];
  if (v2 !== undefined && v1 !== undefined) return 'two_payment_headers';
  if (v2 !== undefined) {
    const payment = decode(v2, 2, isV2);
    if (typeof payment === 'string') return payment;
    return readPaymentIdentifier(payment) === undefined ? 'malformed_payment_identifier' : payment;
  }
  return v1 === undefined ? undefined : decode(v1, 1, isPaymentPayloadV1);
}

function decode<P>(
  header: string | string[],
  version: 1 | 2,
  isPayment: (value: unknown) => value is P,
): P | HeaderFault {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return 'malformed_payment_header';
  try {
    const payload: unknown = decodePaymentSignatureHeader(header);
    if (isOfAnotherVersion(payload, version)) return 'invalid_x402_version';
    // Comparing what is accepted with what is offered takes the square of its depth, or more.
    const text = JSON.stringify(payload);
    if (exceededBound(text, BOUNDS) !== undefined) return 'malformed_payment_header';
    const isGood = isPayment(payload) && !UNSTORABLE.test(text);
    return isGood ? payload : 'malformed_payment_header';
  } catch {
    return 'malformed_payment_header';
  }
}

function isOfAnotherVersion(payload: unknown, version: 1 | 2): boolean {
  if (typeof payload !== 'object' || payload === null || !('x402Version' in payload)) return false;
  return typeof payload.x402Version === 'number' && payload.x402Version !== version;
}

function isV2(value: unknown): value is PaymentPayload & { x402Version: 2 } {
  return isPaymentPayloadV2(value);
}
