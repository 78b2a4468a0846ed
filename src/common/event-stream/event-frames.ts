const ENDS = ['\n\n', '\r\r', '\r\n\r\n'].map((end) => Buffer.from(end));
const LONGEST_END = 4;
const NOTHING = Buffer.alloc(0);

/**
 * Cuts an event stream where its events end (WHATWG HTML, section 9.2), however its bytes arrive, in a
 * time that grows with their number alone.
 */
export class EventFrames {
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #lastBytes: Uint8Array = NOTHING;

  /** How many bytes have come of the event that is not whole yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** All that has come by now up to the end of its last event. */
  add(bytes: Uint8Array): Buffer {
    const recent = Buffer.concat([this.#lastBytes, bytes]);
    const end = endOfLastFrame(recent) - this.#lastBytes.length;
    const frame = end > 0 ? this.#take(bytes.subarray(0, end)) : NOTHING;
    const rest = bytes.subarray(Math.max(0, end));
    this.#waiting.push(rest);
    this.#waitingBytes += rest.length;
    this.#lastBytes = (end > 0 ? rest : recent).slice(1 - LONGEST_END);
    return frame;
  }

  /** What has come of the event that is not whole. */
  rest(): Buffer {
    return this.#take(NOTHING);
  }

  #take(end: Uint8Array): Buffer {
    const all = Buffer.concat([...this.#waiting, end]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return all;
  }
}

/** 0 when there is none. */
function endOfLastFrame(bytes: Buffer): number {
  return Math.max(0, ...ENDS.map((end) => afterLast(bytes, end)));
}

function afterLast(bytes: Buffer, end: Buffer): number {
  const at = bytes.lastIndexOf(end);
  return at < 0 ? 0 : at + end.length;
}

/** Whether what ends like this ends where an event does. */
export function endsWithEvent(bytes: Buffer): boolean {
  return bytes.length > 0 && endOfLastFrame(bytes) === bytes.length;
}

/** Whether there is an event in the beginning of a stream: comments, names and ids alone are none. */
export function hasEvent(frames: Buffer): boolean {
  return /(?:^|[\r\n]|^\xef\xbb\xbf)data(?:[:\r\n]|$)/.test(frames.toString('latin1'));
}
