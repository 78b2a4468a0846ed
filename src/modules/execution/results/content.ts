import type { ContentHead } from '../executors/executor.js';

/** Bytes up to this size are kept in the result of their call; larger ones are stored in pieces. */
export const INLINE_BYTES = 65_536;

/** How much is stored, and held in memory, at a time. */
export const PIECE_BYTES = 262_144;

/** Where bytes are kept: in base64, or under a key. A key of null: they were measured and let go. */
export type KeptBytes =
  { readonly base64: string } | { readonly key: string | null; readonly length: number };

/** A content as the result of its call keeps it. */
export type KeptContent = ContentHead & KeptBytes;

/** A content as it is shown in JSON and in events. */
export interface ContentView {
  readonly mimeType: string;
  readonly filename: string | null;
  /** Content coding that the bytes are in, such as `gzip`; null for none. */
  readonly encoding: string | null;
  readonly length: number;
  /** Null above {@link INLINE_BYTES}. */
  readonly base64: string | null;
  /** Where the bytes are fetched; null for a test run, of which they are not kept. */
  readonly url: string | null;
}

/** @param url where the bytes of the call are fetched */
export function contentView(content: KeptContent, url: string | null): ContentView {
  const { mimeType, filename, headers } = content;
  const encoding = headers?.['content-encoding'] ?? null;
  return { mimeType, filename, encoding, ...sizeOf(content), url };
}

function sizeOf(bytes: KeptBytes): Pick<ContentView, 'length' | 'base64'> {
  if (!('base64' in bytes)) return { length: bytes.length, base64: null };
  const { base64 } = bytes;
  return { length: Buffer.byteLength(base64, 'base64'), base64 };
}

/** Whether the result of a call has its content under `key`. */
export function namesContent(result: unknown, key: string): boolean {
  const { content } = (result ?? {}) as { readonly content?: Partial<KeptContent> };
  return content !== undefined && 'key' in content && content.key === key;
}

/** The same bytes in pieces of `size`, of which only the last may be smaller. */
export async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const some of bytes) {
    waiting.push(some);
    length += some.length;
    if (length < size) continue;
    let all = Buffer.concat(waiting);
    for (; all.length >= size; all = all.subarray(size)) yield all.subarray(0, size);
    waiting = [all];
    length = all.length;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
