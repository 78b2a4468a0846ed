import type { Schema } from '../api/types.ts';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type Problem, Refused } from './problem.ts';
import { decimalUsdc } from './sale.ts';

/** Facts of a payment that was made. */
export type Receipt = Pick<
  Schema<'ReceiptDto'>,
  'id' | 'network' | 'amount' | 'payer' | 'transaction'
>;

/** Bytes that were bought. */
export interface Bytes {
  readonly blob: Blob;
  readonly filename?: string | undefined;
}

/** What a buyer gets, as far as it has come. */
export interface Answer {
  readonly text: string;
  readonly images: readonly Schema<'ImageDto'>[];
  readonly bytes?: Bytes;
  readonly receipt?: Receipt;
  /** Why it ends where it ends: `max_tokens` was cut off. */
  readonly stopReason?: string | null;
  readonly isWhole: boolean;
}

/** Where a call that goes on is asked for. */
export interface Pending {
  readonly statusUrl: string;
  readonly ticket: string;
}

/** Nothing yet. */
export const NOTHING: Answer = { text: '', images: [], isWhole: false };

/** What a result says, at once or in the end. */
export interface ToldResult {
  readonly response?: unknown;
  readonly images?: readonly Schema<'ImageDto'>[] | null;
  readonly content?: Schema<'ContentDto'> | null;
  readonly stopReason?: string | null;
  readonly receipt?: Receipt | null;
}

/**
 * Reads an answer that was paid for, showing each piece as it comes.
 * @param streams whether a stream of events is the server's own, and not what an endpoint of the seller sent
 * @returns where to ask on, when the call goes on without an answer
 * @throws {Refused} when it says no, before or in the middle
 */
export async function readAnswer(
  response: Response,
  streams: boolean,
  show: (answer: Answer) => void,
): Promise<Answer | Pending> {
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok) throw await Refused.by(response);
  if (response.status === 202) return (await response.json()) as Pending;
  if (streams && type.startsWith('text/event-stream')) return readEvents(response, show);
  const blob = await response.blob();
  const result = type.startsWith('application/json') ? resultIn(await blob.text()) : undefined;
  if (result !== undefined) return answerOf(result);
  const receipt = receiptOf(response.headers.get('payment-receipt'));
  const filename = filenameIn(response.headers.get('content-disposition'));
  return { ...NOTHING, bytes: { blob, filename }, ...(receipt && { receipt }), isWhole: true };
}

async function readEvents(response: Response, show: (answer: Answer) => void): Promise<Answer> {
  const events = (response.body as ReadableStream<BufferSource>)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  let answer = NOTHING;
  for (;;) {
    const { value, done } = await events.read();
    if (done) throw new TypeError('the stream broke off');
    const data = JSON.parse(value.data) as ToldResult & { readonly text?: string };
    if (value.event === 'error') throw new Refused(data as unknown as Problem);
    if (value.event === 'done') return answerOf(data);
    answer = withPiece(answer, value.event, data);
    show(answer);
  }
}

function withPiece(
  answer: Answer,
  event: string | undefined,
  data: ToldResult & { text?: string },
): Answer {
  switch (event) {
    case 'paid':
      return data.receipt ? { ...answer, receipt: data.receipt } : answer;
    case 'text':
      return { ...answer, text: answer.text + (data.text ?? '') };
    case 'image':
      return { ...answer, images: [...answer.images, data as unknown as Schema<'ImageDto'>] };
    default:
      return answer;
  }
}

/** The whole of what a result says. */
export function answerOf({ response, images, content, stopReason, receipt }: ToldResult): Answer {
  const text = typeof response === 'string' ? response : JSON.stringify(response, null, 2);
  return {
    text: text ?? '',
    images: images ?? [],
    ...(content?.base64 && { bytes: bytesOf(content) }),
    ...(stopReason && { stopReason }),
    ...(receipt && { receipt }),
    isWhole: true,
  };
}

function bytesOf({ base64, mimeType, filename }: Schema<'ContentDto'>): Bytes {
  return { blob: blobOf(base64 ?? '', mimeType), filename: filename ?? undefined };
}

/** What base64 says, as bytes. */
export function blobOf(base64: string, type: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], { type });
}

/** A result says what was paid for it; JSON that a seller sells, or what they call so, does not. */
function resultIn(text: string): ToldResult | undefined {
  try {
    const body = JSON.parse(text) as (ToldResult & { readonly ticket?: unknown }) | null;
    return typeof body?.ticket === 'string' && body.receipt ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The facts of a signed receipt (a compact JWS), which its reader need not verify: it came from the server itself. */
function receiptOf(jws: string | null): Receipt | undefined {
  const payload = jws?.split('.')[1];
  if (payload === undefined) return undefined;
  const { sub, network, payer, transaction, amount } = JSON.parse(
    atob(payload.replaceAll('-', '+').replaceAll('_', '/')),
  ) as Receipt & { readonly sub: string };
  return { id: sub, network, payer, transaction, amount: decimalUsdc(amount) };
}

function filenameIn(disposition: string | null): string | undefined {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1];
}
