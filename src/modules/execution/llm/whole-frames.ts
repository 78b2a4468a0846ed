import { LlmError } from './llm-error.js';

/** More than the largest picture has, which comes as one event. */
const MAX_FRAME_BYTES = 64 * 1_048_576;
/** The longest answer, with an event around each of its tokens, is far below it. */
const MAX_ANSWER_BYTES = 512 * 1_048_576;

const ENDS = ['\n\n', '\r\r', '\r\n\r\n'].map((end) => Buffer.from(end));
const LONGEST_END = 4;

/**
 * Bounds the answer of a provider, and cuts it where an event of a stream ends (WHATWG HTML, section
 * 9.2). The SDKs read every piece together with all that came before it of the same event: with the
 * pieces of the network, a large event would take them a time that grows with the square of its size.
 */
export function wholeFrames(): TransformStream<Uint8Array, Uint8Array> {
  const frames = new Frames();
  return new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, controller) => {
      const frame = frames.add(bytes);
      if (frame.length > 0) controller.enqueue(frame);
    },
    flush: (controller) => {
      const rest = frames.rest();
      if (rest.length > 0) controller.enqueue(rest);
    },
  });
}

class Frames {
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #lastBytes: Uint8Array = Buffer.alloc(0);
  #allBytes = 0;

  /** All that has come by now up to the end of its last event. @throws {LlmError} unfit, if too large */
  add(bytes: Uint8Array): Uint8Array {
    const recent = Buffer.concat([this.#lastBytes, bytes]);
    const end = endOfLastFrame(recent) - this.#lastBytes.length;
    const frame = end > 0 ? this.#take(bytes.subarray(0, end)) : NOTHING;
    const rest = bytes.subarray(Math.max(0, end));
    this.#waiting.push(rest);
    this.#waitingBytes += rest.length;
    this.#lastBytes = (end > 0 ? rest : recent).slice(1 - LONGEST_END);
    this.#allBytes += bytes.length;
    const isTooLarge = this.#waitingBytes > MAX_FRAME_BYTES || this.#allBytes > MAX_ANSWER_BYTES;
    if (isTooLarge) throw new LlmError('unfit');
    return frame;
  }

  rest(): Uint8Array {
    return this.#take(NOTHING);
  }

  #take(end: Uint8Array): Uint8Array {
    const all = Buffer.concat([...this.#waiting, end]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return all;
  }
}

const NOTHING = Buffer.alloc(0);

/** 0 when there is none. */
function endOfLastFrame(bytes: Buffer): number {
  return Math.max(0, ...ENDS.map((end) => afterLast(bytes, end)));
}

function afterLast(bytes: Buffer, end: Buffer): number {
  const at = bytes.lastIndexOf(end);
  return at < 0 ? 0 : at + end.length;
}
