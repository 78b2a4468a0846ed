import type { Readable } from 'node:stream';
import { parseJson } from '../../../common/json/index.js';

/** What the address of a resource answered. */
export interface AddressAnswer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  /** Lets go of a body that nobody reads to its end. */
  close(): void;
}

/** Whether it is what was sold itself, and not JSON about it: only such answers say how to show them. */
export function isBytes({ headers }: AddressAnswer): boolean {
  return headers['content-disposition'] !== undefined;
}

/** The whole body; undefined, and closed, when it has more than `maxBytes`. */
export async function readUpTo(
  answer: AddressAnswer,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let left = maxBytes - Number(answer.headers['content-length'] ?? 0);
  if (left >= 0) {
    left = maxBytes;
    for await (const chunk of answer.body) {
      chunks.push(chunk as Buffer);
      left -= (chunk as Buffer).length;
      if (left < 0) break;
    }
  }
  if (left >= 0) return Buffer.concat(chunks);
  answer.close();
  return undefined;
}

/** No answer about a call is larger: results are kept up to that size. */
const MAX_DOCUMENT_BYTES = 67_108_864;

/** The object that an answer is. @throws Error when it is none */
export async function readDocument(answer: AddressAnswer): Promise<Record<string, unknown>> {
  const bytes = await readUpTo(answer, MAX_DOCUMENT_BYTES);
  const document = bytes && parseJson(bytes.toString());
  if (typeof document === 'object' && document !== null) return { ...document };
  throw new Error(`an address answered ${answer.status} without an object`);
}
