/** Content that is sold as it is, in the form its creator sent it. Plain JSON. */
export interface StaticConfig {
  /** Text, or bytes in base64, as `encoding` says. */
  readonly content: string;
  readonly encoding: 'text' | 'base64';
  /** Media type that the content is answered with, RFC 9110 section 8.3. */
  readonly mimeType: string;
  /** Name that it is saved under; null to show it. */
  readonly filename: string | null;
}

/** Largest content in bytes: in base64 it fits a request of 1 MiB. */
export const MAX_CONTENT_BYTES = 700_000;

/** The bytes that buyers get. */
export function bytesOf({ content, encoding }: StaticConfig): Buffer {
  return Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
}
