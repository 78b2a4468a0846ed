import { EventFrames } from '../../../common/event-stream/index.js';
import { LlmError } from './llm-error.js';

/** More than the largest picture has, which comes as one event. */
const MAX_FRAME_BYTES = 64 * 1_048_576;
/** The longest answer, with an event around each of its tokens, is far below it. */
const MAX_ANSWER_BYTES = 512 * 1_048_576;

/**
 * Bounds the answer of a provider, and cuts it where an event of a stream ends. The SDKs read every piece
 * together with all that came before it of the same event: with the pieces of the network, a large event
 * would take them a time that grows with the square of its size.
 */
export function wholeFrames(): TransformStream<Uint8Array, Uint8Array> {
  const frames = new EventFrames();
  let allBytes = 0;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, controller) => {
      const frame = frames.add(bytes);
      allBytes += bytes.length;
      const isTooLarge = frames.waitingBytes > MAX_FRAME_BYTES || allBytes > MAX_ANSWER_BYTES;
      if (isTooLarge) throw new LlmError('unfit');
      if (frame.length > 0) controller.enqueue(frame);
    },
    flush: (controller) => {
      const rest = frames.rest();
      if (rest.length > 0) controller.enqueue(rest);
    },
  });
}
