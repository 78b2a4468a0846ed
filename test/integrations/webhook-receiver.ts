import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A request that a receiver got. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The event that it tells of, not verified. */
  readonly event: { readonly type: string; readonly timestamp: string; readonly data: EventData };
}

export interface EventData {
  readonly n?: number;
  readonly user?: string;
}

export type Answering = (received: Received, response: ServerResponse, count: number) => void;

export const accepting: Answering = (_received, response) => void response.writeHead(204).end();
export const failing: Answering = (_received, response) =>
  void response.writeHead(500).end('no\0t tod\u0007ay');
export const redirecting =
  (location: string): Answering =>
  (_received, response) =>
    void response.writeHead(307, { location }).end();

/** A real HTTP server that webhooks are sent to. */
export class Receiver {
  readonly received: Received[] = [];

  private constructor(
    private readonly server: Server,
    private answering: Answering,
    readonly url: string,
  ) {}

  static async start(answering: Answering = accepting): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const receiver = new Receiver(server, answering, `http://127.0.0.1:${port}/hook`);
    server.on('request', (request, response) => void receiver.take(request, response));
    return receiver;
  }

  answer(answering: Answering): void {
    this.answering = answering;
  }

  /** The numbers of the events that came, in the order in which they came. */
  get numbers(): (number | undefined)[] {
    return this.received.map(({ event }) => event.data.n);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const path = request.url ?? '';
    const received = { path, headers, body, event: JSON.parse(body) as Received['event'] };
    this.received.push(received);
    this.answering(received, response, this.received.length);
  }
}

/** Whether a message is signed by this secret. */
export function isSignedBy(secret: string, { headers, body }: Received): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
