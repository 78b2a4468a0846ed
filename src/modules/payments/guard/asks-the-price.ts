import type { IncomingMessage } from 'node:http';
import { BODY_LIMIT_BYTES, carriesPayment, isNavigation } from '../../../common/http/index.js';

/** Those whose answer has a body; `OPTIONS` asks something else. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Longer addresses may have more parameters than are taken. */
const MAX_ADDRESS = 1_000;

/**
 * Whether a request could only be told a price, wherever there is one: it brings no payment, nothing in its head
 * has to be refused, and no person is about to see the answer. What is in doubt is not.
 */
export function asksThePrice({ method = '', url = '', headers }: IncomingMessage): boolean {
  return (
    METHODS.has(method) &&
    url.length <= MAX_ADDRESS &&
    !carriesPayment(headers) &&
    headers.host !== undefined &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) <= BODY_LIMIT_BYTES &&
    !isNavigation(headers)
  );
}
