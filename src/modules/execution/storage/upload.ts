import type { ExecutionResult } from '../results/execution-result.js';

/** What is sent to the storage. */
export interface Upload {
  /** The text itself; bytes that are no text are base64. */
  readonly data: string;
  readonly filename: string;
}

/** More is not stored: the storage is sent one JSON document. */
export const MAX_DATA_LENGTH = 6 * 1_048_576;

const TEXT = /^(text\/.+|application\/(.+\+)?(json|xml)|image\/svg\+xml)$/;

/**
 * The file that a result is stored as.
 * @param bytes those of its content, where it has one
 * @param wanted the buyer's name for it
 */
export function uploadOf(
  { id, response, images, content }: ExecutionResult,
  bytes: Buffer | undefined,
  wanted: string | null,
): Upload {
  if (content !== undefined && bytes !== undefined) {
    const isEncoded = content.headers?.['content-encoding'] !== undefined;
    const text = isEncoded ? undefined : textOf(content.mimeType, bytes);
    const data = text ?? bytes.toString('base64');
    return { data, filename: wanted ?? content.filename ?? id };
  }
  if (images === undefined) return { data: response, filename: wanted ?? `${id}.txt` };
  return { data: JSON.stringify({ response, images }), filename: wanted ?? `${id}.json` };
}

/** Undefined for what is no text by its type, or no UTF-8. */
function textOf(mimeType: string, bytes: Buffer): string | undefined {
  const [type = '', ...parameters] = mimeType.toLowerCase().split(';');
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='));
  if (!TEXT.test(type.trim()) || (charset !== undefined && !/utf-?8/.test(charset)))
    return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
