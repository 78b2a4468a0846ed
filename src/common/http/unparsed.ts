import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import {
  expectationFailed,
  headersTooLarge,
  invalidRequest,
  Problem,
  problemDocument,
  requestTimeout,
  uriTooLong,
} from '../errors/index.js';
import { carriesPayment } from './unread-payment.js';

/** What Node says of what does not become a request, with what it had read last. */
type Unparsed = NodeJS.ErrnoException & { readonly rawPacket?: unknown };

const NOT_CHARGED = { payment: 'not_charged' } as const;
/** By Node's code of what is wrong; anything else is no HTTP. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  // It has come in parts only: whole, it may have been charged before.
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(requestTimeout, { payment: 'unknown' }),
  HPE_HEADER_OVERFLOW: new Problem(headersTooLarge, NOT_CHARGED),
};
const NO_HTTP = new Problem(invalidRequest, NOT_CHARGED);
const LONG_URI = new Problem(uriTooLong, NOT_CHARGED);
const NO_PROXY = new Problem(invalidRequest, {
  detail: 'This server is no proxy.',
  ...NOT_CHARGED,
});

/** Node bounds the request line and the headers together. */
const MAX_HEAD_BYTES = 16_384;
const METHOD_AND_PATH = /^[A-Z]{3,16} \/[^\r\n]*$/;

/**
 * Answers what does not become a request: its headers are not known, and so not whether it brings a
 * payment.
 */
export function answerUnparsed(logger: Logger) {
  return (error: Unparsed, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    if (!socket.writable) return void socket.destroy();
    refuse(socket, problemOf(error), logger);
  };
}

/** Answers the two kinds of requests that Node would answer by itself, or not at all. */
export function answerOddRequests(server: Server, logger: Logger): void {
  server.on('connect', (_request, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    refuse(socket, NO_PROXY, logger);
  });
  server.on('checkExpectation', ({ headers }: IncomingMessage, response: ServerResponse) => {
    const payment = carriesPayment(headers) ? NOT_CHARGED : {};
    const { head, body } = written(new Problem(expectationFailed, payment), logger);
    response.writeHead(expectationFailed.status, { ...head, Connection: 'close' }).end(body);
  });
}

function problemOf({ code = '', rawPacket }: Unparsed): Problem {
  const head = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, MAX_HEAD_BYTES) : '';
  const isLongUri = code === 'HPE_HEADER_OVERFLOW' && METHOD_AND_PATH.test(head);
  return isLongUri ? LONG_URI : (PROBLEMS[code] ?? NO_HTTP);
}

function refuse(socket: Duplex, problem: Problem, logger: Logger): void {
  const { status } = problem.type;
  const { head, body } = written(problem, logger);
  const fields = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
  const answer = [line, ...fields, 'Connection: close', '', body].join('\r\n');
  socket.end(answer, () => socket.destroy());
}

/** The answer, with an id that the log has too. */
function written(problem: Problem, logger: Logger) {
  const requestId = randomUUID();
  const body = JSON.stringify(problemDocument(problem, requestId));
  logger.info({ requestId, status: problem.type.status, code: problem.type.code }, 'request');
  const head = {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    // It says nothing of anybody.
    'Access-Control-Allow-Origin': '*',
  };
  return { head, body };
}
