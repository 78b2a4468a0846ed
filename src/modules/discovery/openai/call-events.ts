/** An event of a streamed call, as its own address sends it. */
export interface CallEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of a stream in the form that this server writes: two lines and an empty one each. */
export async function* callEvents(body: AsyncIterable<unknown>): AsyncGenerator<CallEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const parts = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [name = '', data = ''] = part.split('\n', 2);
      yield {
        event: name.replace(/^event: /, ''),
        data: JSON.parse(data.replace(/^data: /, '')) as CallEvent['data'],
      };
    }
  }
}
