import { modelRefused } from '../../execution/index.js';
import type { CallEvent } from './call-events.js';
import {
  type CallImage,
  type CallResult,
  chunk,
  type Completion,
  completionOf,
  finishOf,
  imagePart,
  usageChunk,
} from './chat-answer.js';
import { chatError } from './chat-error.js';

/** Ends every stream of OpenAI's API. */
const DONE = 'data: [DONE]\n\n';

interface Streamed {
  readonly callId: string;
  readonly model: string;
  readonly includeUsage: boolean;
}

/** The events of a call as the chunks of a completion, written as server-sent events. */
export async function* chatStream(
  events: AsyncIterable<CallEvent>,
  { callId, model, includeUsage }: Streamed,
): AsyncGenerator<string> {
  const completion = completionOf(callId, model);
  yield write(chunk(completion, { role: 'assistant', content: '' }));
  for await (const { event, data } of events) {
    const delta = deltaOf(event, data);
    if (delta !== undefined) yield write(chunk(completion, delta));
    if (event === 'error') yield* writeFailure(completion, data);
    if (event !== 'done') continue;
    yield write(chunk(completion, {}, finishOf(data as unknown as CallResult)));
    if (includeUsage) yield write(usageChunk(completion, data as unknown as CallResult));
    yield DONE;
  }
}

/** What a model declines to go on with ends as it does at OpenAI, before it is told what that means for the money. */
function* writeFailure(completion: Completion, problem: CallEvent['data']): Generator<string> {
  const isRefused = problem['code'] === modelRefused.code;
  if (isRefused) yield write(chunk(completion, {}, 'content_filter'));
  yield write(chatError(problem));
}

/** What an event adds to the answer; undefined for those that add nothing. */
function deltaOf(event: string, data: CallEvent['data']): object | undefined {
  if (event === 'text') return { content: data['text'] };
  if (event === 'image') return { images: [imagePart(data as unknown as CallImage)] };
  if (event === 'content') return { content: contentText(data) };
  return undefined;
}

/** A document that was sold as bytes. What is too large for an event is named by where it is. */
function contentText({ base64, url }: CallEvent['data']): string {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString() : String(url);
}

function write(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
