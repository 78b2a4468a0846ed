import { createParser } from 'eventsource-parser';
import { type Problem, Refused } from './problem.ts';

/** One event of a stream that a seller's endpoint sent, as they wrote it. */
export interface SellerEvent {
  /** From 1. */
  readonly number: number;
  readonly name?: string | undefined;
  readonly data: string;
}

/** What came of such a stream. */
export interface SellerStream {
  readonly events: readonly SellerEvent[];
  /** The same, byte for byte. */
  readonly blob: Blob;
}

/**
 * Reads a stream of events that a seller's endpoint sent, showing each as it comes.
 * @throws {Refused} when its last event is the server's: the stream broke off
 */
export async function readSellerEvents(
  response: Response,
  show: (events: readonly SellerEvent[]) => void,
): Promise<SellerStream> {
  const ticket = response.headers.get('payment-ticket');
  const bytes: BlobPart[] = [];
  let events: readonly SellerEvent[] = [];
  const parser = createParser({
    onEvent: ({ event: name, data }) => {
      events = [...events, { number: events.length + 1, name, data }];
    },
  });
  const text = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return { events, blob: new Blob(bytes, { type: 'text/event-stream' }) };
    bytes.push(value);
    parser.feed(text.decode(value, { stream: true }));
    const broken = brokenBy(events.at(-1), ticket);
    if (broken) throw new Refused(broken);
    show(events);
  }
}

/** A seller may send errors of their own: the server's has the call's ticket. */
function brokenBy(last: SellerEvent | undefined, ticket: string | null): Problem | undefined {
  if (last?.name !== 'error' || ticket === null || !last.data.includes(ticket)) return undefined;
  return JSON.parse(last.data) as Problem;
}
