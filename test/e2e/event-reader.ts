/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events as they arrive. */
export class EventReader {
  readonly #events: AsyncGenerator<ServerEvent>;

  constructor(response: Response) {
    if (response.status !== 200 || response.body === null) {
      throw new Error(`no stream but ${response.status}`);
    }
    this.#events = read(response.body);
  }

  async next(): Promise<ServerEvent | undefined> {
    const { value, done } = await this.#events.next();
    return done === true ? undefined : value;
  }

  async rest(): Promise<ServerEvent[]> {
    const events: ServerEvent[] = [];
    for await (const event of this.#events) events.push(event);
    return events;
  }
}

async function* read(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let buffer = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    buffer += chunk;
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop() ?? '';
    for (const block of blocks) yield parse(block);
  }
}

function parse(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  return { event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? '{}') };
}
