import { z } from 'zod';
import { LlmError } from '../llm-error.js';
import type { LlmEvent, LlmImage } from '../llm-provider.js';

const part = z.object({
  type: z.string(),
  text: z.unknown().optional(),
  image_url: z.unknown().optional(),
});
const address = z.object({ url: z.string() });
const images = z.array(z.object({ image_url: address }));

/** Parts that hold no words for the reader: what the model thought, and where its facts are from. */
const UNSOLD_PART = /^(?:(?:redacted_)?(?:thinking|reasoning)(?:[._].*)?|reference)$/;
const TEXT_PARTS: ReadonlySet<string> = new Set(['text', 'output_text']);

/**
 * The words and pictures of a message: its `content`, a text or a list of parts, and its `images`.
 * @throws {LlmError} unfit for what has a form that is not known: half an answer is not sold
 */
export function* messageContent(content: unknown, pictures: unknown): Generator<LlmEvent> {
  if (Array.isArray(content)) for (const one of content) yield* partContent(one);
  else yield* words(content ?? '');
  const { data } = images.nullish().safeParse(pictures ?? null);
  if (data === undefined) throw new LlmError('unfit');
  for (const { image_url: image } of data ?? []) yield picture(image.url);
}

function* partContent(raw: unknown): Generator<LlmEvent> {
  const { data } = part.safeParse(raw);
  if (data === undefined) throw new LlmError('unfit');
  const { type, text, image_url: image } = data;
  if (UNSOLD_PART.test(type)) return;
  if (type === 'image_url') yield picture(address.safeParse(image).data?.url ?? '');
  else if (TEXT_PARTS.has(type)) yield* words(text);
  else throw new LlmError('unfit');
}

function* words(text: unknown): Generator<LlmEvent> {
  if (typeof text !== 'string') throw new LlmError('unfit');
  if (text !== '') yield { type: 'text', text };
}

const DATA_URL = /^data:(?<mimeType>image\/[a-z0-9.+-]{1,100})(?:;[\w.=+-]{1,100}){0,4};base64,/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

function picture(url: string): LlmEvent {
  const image = readImage(url);
  if (image === undefined) throw new LlmError('unfit');
  return { type: 'image', ...image };
}

/** Pictures come as data URLs or web addresses; anything else is no picture. */
function readImage(url: string): LlmImage | undefined {
  const head = DATA_URL.exec(url);
  const mimeType = head?.groups?.['mimeType'];
  if (head === null || mimeType === undefined) {
    return /^https?:\/\//i.test(url) ? { mimeType: 'image/*', url } : undefined;
  }
  const base64 = url.slice(head[0].length);
  return BASE64.test(base64) ? { mimeType: mimeType.toLowerCase(), base64 } : undefined;
}
