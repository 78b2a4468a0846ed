import type { Schema } from '../api/types.ts';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type Problem, Refused } from './problem.ts';
import { readSellerEvents, type SellerEvent } from './seller-events.ts';
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
  /** What those bytes say, where they are a stream of events. */
  readonly events?: readonly SellerEvent[];
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
 * @returns where to ask on, when the call goes on without an answer
 * @throws {Refused} when it says no, before or in the middle
 */
export async function readAnswer(
  response: Response,
  show: (answer: Answer) => void,
): Promise<Answer | Pending> {
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok) throw await Refused.by(response);
  if (response.status === 202) return (await response.json()) as Pending;
  const receipt = receiptOf(response.headers.get('payment-receipt'));
  const paid = { ...NOTHING, ...(receipt && { receipt }) };
  if (type.startsWith('text/event-stream')) {
    if (!isOfSeller(response)) return readEvents(response, show);
    const { events, blob } = await readSellerEvents(response, (some) =>
      show({ ...paid, events: some }),
    );
    return { ...paid, events, bytes: { blob }, isWhole: true };
  }
  const blob = await response.blob();
  const result = type.startsWith('application/json') ? resultIn(await blob.text()) : undefined;
  if (result !== undefined) return answerOf(result);
  const filename = filenameIn(response.headers.get('content-disposition'));
  return { ...paid, bytes: { blob, filename }, isWhole: true };
}

/** Bytes of a seller are the ones that no browser may run as a page of this server. */
function isOfSeller({ headers }: Response): boolean {
  return headers.get('content-security-policy') === 'sandbox';
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
    const data = JSON.parse(value.data) as ToldResult & {
      readonly text?: string;
      readonly ticket: string;
    };
    if (value.event === 'error') throw new Refused(data as unknown as Problem);
    if (value.event === 'done') return wholeOf(data, data.ticket);
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

/** The whole of what a result says. What is too large to stand in it is fetched by itself, with the call's ticket. */
export async function wholeOf(result: ToldResult, ticket: string): Promise<Answer> {
  const answer = answerOf(result);
  const { url, base64, filename } = result.content ?? {};
  if (!url || base64) return answer;
  const response = await fetch(new URL(url).pathname, { headers: { 'payment-ticket': ticket } });
  if (!response.ok) throw await Refused.by(response);
  return { ...answer, bytes: { blob: await response.blob(), filename: filename ?? undefined } };
}

function answerOf({ response, images, content, stopReason, receipt }: ToldResult): Answer {
  const isNoText = response === undefined || response === null;
  const text = typeof response === 'string' ? response : JSON.stringify(response, null, 2);
  return {
    text: isNoText ? '' : text,
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

/** As the server writes it: in UTF-8 (RFC 8187). */
function filenameIn(disposition: string | null): string | undefined {
  const encoded = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition ?? '')?.[1];
  if (encoded === undefined) return /filename="([^"]+)"/.exec(disposition ?? '')?.[1];
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
