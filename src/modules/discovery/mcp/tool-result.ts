import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import {
  type AddressAnswer,
  isBytes,
  readDocument,
  readUpTo,
} from '../paid-addresses/address-answer.js';
import { paymentResponseMeta } from './payment-meta.js';

/** Bytes that were bought are shown up to this size: what is larger is fetched, and fills no context. */
export const SHOWN_BYTES = 262_144;

const TEXT = /^text\/|[/+](?:json|xml|yaml)\b|^application\/(?:javascript|x-ndjson)\b/i;
const RUNNING =
  'The call is still running. Call the tool again with the same arguments and the same payment: you are not charged twice.';

type Document = Readonly<Record<string, unknown>>;
type Image = Readonly<Record<'mimeType' | 'base64' | 'url', string | undefined>>;

/**
 * What a tool answers, from what the address of the resource answered.
 * @param contentUrl where the bytes of a call are fetched, by the call's id
 */
export async function toolResult(
  answer: AddressAnswer,
  contentUrl: (id: string) => string,
): Promise<CallToolResult> {
  const result = await resultOf(answer, contentUrl);
  const meta = paymentResponseMeta(answer.headers);
  return Object.keys(meta).length === 0 ? result : { ...result, _meta: meta };
}

async function resultOf(
  answer: AddressAnswer,
  contentUrl: (id: string) => string,
): Promise<CallToolResult> {
  const { status } = answer;
  if (status < 300 && isBytes(answer)) return bytesResult(answer, contentUrl);
  const document = await readDocument(answer);
  if (status === 202) return { ...told(RUNNING), structuredContent: { ...document } };
  return status < 300 ? sold(document) : refused(document);
}

/** A failure that is told to whoever called the tool; a challenge is told as x402 says it for MCP. */
export function refused(problem: Document): CallToolResult {
  const said = { ...((problem['paymentRequired'] as Document | undefined) ?? problem) };
  return { isError: true, ...told(JSON.stringify(said)), structuredContent: said };
}

/** What is told in words, and as JSON. */
export function told(text: string): { content: ContentBlock[] } {
  return { content: [{ type: 'text', text }] };
}

function sold(document: Document): CallToolResult {
  const { response, images = [] } = document as { response?: unknown; images?: readonly Image[] };
  const text = typeof response === 'string' ? response : JSON.stringify(document);
  const pictures = images.map(pictureOf);
  const words = text === '' && pictures.length > 0 ? [] : told(text).content;
  return {
    content: [...words, ...pictures],
    structuredContent: { ...document, ...withoutBytes(images) },
  };
}

function pictureOf({ mimeType = 'image/png', base64, url = '' }: Image): ContentBlock {
  if (base64 !== undefined) return { type: 'image', mimeType, data: base64 };
  return { type: 'resource_link', uri: url, name: 'image', mimeType };
}

/** They stand in `content` already. */
function withoutBytes(images: readonly Image[]) {
  if (images.length === 0) return {};
  return {
    images: images.map(({ mimeType, url }) => ({ mimeType, ...(url !== undefined && { url }) })),
  };
}

async function bytesResult(
  answer: AddressAnswer,
  contentUrl: (id: string) => string,
): Promise<CallToolResult> {
  const { headers } = answer;
  const mimeType = headers['content-type'] ?? 'application/octet-stream';
  const id = headers['payment-id'] ?? '';
  const bytes =
    headers['content-encoding'] === undefined ? await readUpTo(answer, SHOWN_BYTES) : undefined;
  if (bytes === undefined) answer.close();
  const proof = { id, ticket: headers['payment-ticket'], receipt: headers['payment-receipt'] };
  const url = contentUrl(id);
  return {
    content: [bytes === undefined ? linkTo(url, mimeType) : blockOf(bytes, mimeType, url)],
    structuredContent: { ...proof, mimeType, contentUrl: url },
  };
}

function linkTo(uri: string, mimeType: string): ContentBlock {
  const description = 'Fetch it with the header PAYMENT-TICKET: the `ticket` of this result';
  return { type: 'resource_link', uri, name: 'content', mimeType, description };
}

function blockOf(bytes: Buffer, mimeType: string, uri: string): ContentBlock {
  if (TEXT.test(mimeType)) return { type: 'text', text: bytes.toString() };
  const data = bytes.toString('base64');
  if (mimeType.startsWith('image/')) return { type: 'image', mimeType, data };
  if (mimeType.startsWith('audio/')) return { type: 'audio', mimeType, data };
  return { type: 'resource', resource: { uri, mimeType, blob: data } };
}
