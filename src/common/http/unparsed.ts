import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  headersTooLarge,
  invalidRequest,
  Problem,
  problemDocument,
  requestTimeout,
} from '../errors/index.js';

/** By Node's code of what is wrong; anything else is no HTTP. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  // It has come in parts only: whole, it may have been charged before.
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(requestTimeout, { payment: 'unknown' }),
  HPE_HEADER_OVERFLOW: new Problem(headersTooLarge, { payment: 'not_charged' }),
};
const NO_HTTP = new Problem(invalidRequest, { payment: 'not_charged' });

/**
 * Answers what does not become a request: its headers are not known, and so not whether it brings a
 * payment.
 */
export function answerUnparsed({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) return void socket.destroy();
  const problem = PROBLEMS[code] ?? NO_HTTP;
  const { status } = problem.type;
  const body = JSON.stringify(problemDocument(problem));
  socket.write(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      // It says nothing of anybody.
      'Access-Control-Allow-Origin: *',
      '',
      body,
    ].join('\r\n'),
  );
  socket.destroySoon();
}
