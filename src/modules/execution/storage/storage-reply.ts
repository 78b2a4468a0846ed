import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { z } from 'zod';
import { parseJson, REQUEST_BOUNDS } from '../../../common/json/index.js';
import type { EgressHeaders } from '../../../common/egress/index.js';
import type { StorageFailure } from './storage-view.js';

/** What the storage said. */
export type StorageReply =
  | {
      readonly kind: 'stored';
      readonly cid: string;
      readonly url: string;
      /** Of the transfer, by the storage's word. */
      readonly transaction: string | null;
    }
  /** 402; the challenge is still to be judged. */
  | { readonly kind: 'challenged'; readonly challenge: unknown }
  | { readonly kind: 'failed'; readonly reason: StorageFailure };

const stored = z.object({
  cid: z.string().regex(/^[\w-]{10,200}$/),
  // Nothing that would have to be escaped in a header.
  url: z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,2000}$/),
});

const settlement = z.object({ transaction: z.string().regex(/^0x[0-9a-fA-F]{64}$/) });

/** Reads an answer of the storage; `schemes` are those that a URL may have. */
export function readReply(
  { status, headers, body }: { status: number; headers: EgressHeaders; body: string },
  schemes: readonly string[],
): StorageReply {
  if (status === 402) {
    const challenge = decode(headers['payment-required'], decodePaymentRequiredHeader);
    return { kind: 'challenged', challenge };
  }
  if (status === 408 || status === 429 || status >= 500) return failed('unavailable');
  if (status < 200 || status > 299) return failed(status < 400 ? 'bad_answer' : 'refused');
  const answer = stored.safeParse(parseJson(body, REQUEST_BOUNDS));
  if (!answer.success) return failed('bad_answer');
  const { cid, url } = answer.data;
  if (!URL.canParse(url)) return failed('bad_answer');
  const { protocol, username, password } = new URL(url);
  if (!schemes.includes(protocol) || username + password !== '') return failed('bad_answer');
  const told = settlement.safeParse(
    decode(headers['payment-response'], decodePaymentResponseHeader),
  );
  return { kind: 'stored', cid, url, transaction: told.data?.transaction ?? null };
}

function failed(reason: StorageFailure): StorageReply {
  return { kind: 'failed', reason };
}

function decode(header: EgressHeaders[string], read: (text: string) => unknown): unknown {
  try {
    return typeof header === 'string' ? read(header) : undefined;
  } catch {
    return undefined;
  }
}
