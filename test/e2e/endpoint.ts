import { createCipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A request as the endpoint saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A creator's own endpoint that answers as it is told to. */
export interface Endpoint {
  readonly origin: string;
  /** As `EGRESS_ALLOW` wants it. */
  readonly host: string;
  readonly seen: SeenRequest[];
  answer(how: (response: ServerResponse) => unknown): void;
  stop(): void;
}

export async function startEndpoint(): Promise<Endpoint> {
  const seen: SeenRequest[] = [];
  let answer = empty;
  const listen: RequestListener = async (request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    answer(response);
  };
  const server = createServer((request, response) => void listen(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    seen,
    answer: (how) => void (answer = how),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function empty(response: ServerResponse): unknown {
  return response.end();
}

export const MB = 1_000_000;
const PIECE = 50_000;

/** Bytes that no compression makes smaller, other ones for each seed. */
export function* noise(length: number, seed = 1): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let left = length; left > 0; left -= PIECE) {
    yield cipher.update(Buffer.alloc(Math.min(left, PIECE)));
  }
}

/** Answers with {@link noise}. */
export function giving(length: number, seed = 1, headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse) => {
    response.writeHead(200, headers);
    Readable.from(noise(length, seed), { objectMode: false }).pipe(response);
  };
}

/** SHA-256 of bytes, in hex. */
export function digestOf(bytes: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const some of bytes) hash.update(some);
  return hash.digest('hex');
}

/** What came of an answer's body, without keeping it. */
export async function measure(response: Response): Promise<{ length: number; digest: string }> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const some of response.body ?? []) {
    hash.update(some as Uint8Array);
    length += (some as Uint8Array).length;
  }
  return { length, digest: hash.digest('hex') };
}
