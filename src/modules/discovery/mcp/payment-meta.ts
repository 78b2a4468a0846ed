import { PAYMENT_HEADER, PAYMENT_HEADER_V1 } from '../../../common/http/index.js';
import { parseJson } from '../../../common/json/index.js';

/** Where a tool call carries its payment, and a result its proof (x402 transport for MCP). */
export const PAYMENT_META = 'x402/payment';
const PAYMENT_RESPONSE_META = 'x402/payment-response';

type Meta = Readonly<Record<string, unknown>>;

/**
 * The payment of a tool call as the header that an HTTP buyer sends; no header for none. Whether it is a
 * payment at all is judged where headers are.
 */
export function paymentHeaders(meta: Meta | undefined): Record<string, string> {
  const payment = meta?.[PAYMENT_META];
  if (payment === undefined) return {};
  const header = Buffer.from(JSON.stringify(payment)).toString('base64');
  return { [isOfV1(payment) ? PAYMENT_HEADER_V1 : PAYMENT_HEADER]: header };
}

/** The proof of settlement, or of its failure, that an answer's headers tell; empty where they tell none. */
export function paymentResponseMeta(headers: Readonly<Record<string, string>>): Meta {
  const header = headers['payment-response'];
  if (header === undefined) return {};
  return { [PAYMENT_RESPONSE_META]: parseJson(Buffer.from(header, 'base64').toString()) };
}

function isOfV1(payment: unknown): boolean {
  return (
    typeof payment === 'object' &&
    payment !== null &&
    'x402Version' in payment &&
    payment.x402Version === 1
  );
}
