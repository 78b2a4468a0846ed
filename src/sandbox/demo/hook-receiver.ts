import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** An event as it comes to the creator's own endpoint. */
export interface ReceivedEvent {
  readonly type: string;
  readonly data: object;
}

/** A creator's own endpoint, which believes what is signed and nothing else. */
export interface HookReceiver {
  readonly url: string;
  /** `host:port`. */
  readonly host: string;
  /** The secret of the webhook, once there is one. */
  secret: string;
  /** The first event of a type, once it has come. */
  next(type: string): Promise<ReceivedEvent>;
  stop(): void;
}

/** How long an event may take to come. */
const PATIENCE_MS = 30_000;

/** Starts one on this machine; its signatures are checked with the library of Standard Webhooks. */
export async function startHookReceiver(): Promise<HookReceiver> {
  const received: ReceivedEvent[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const headers = request.headers as Record<string, string>;
      const event = new Webhook(receiver.secret).verify(await text(request), headers);
      received.push(event as ReceivedEvent);
      response.writeHead(204).end();
    };
    answer().catch(() => response.writeHead(401).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: HookReceiver = {
    url: `http://${host}/coinslot`,
    host,
    secret: '',
    next: (type) => first(received, type),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}

async function first(received: readonly ReceivedEvent[], type: string): Promise<ReceivedEvent> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const event = received.find((each) => each.type === type);
    if (event !== undefined) return event;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the event ${type} did not come`);
}
