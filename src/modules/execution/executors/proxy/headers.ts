import type { EgressHeaders } from '../../../../common/egress/index.js';
import { acceptedRanges } from '../../../../common/http/index.js';

/**
 * What an endpoint may tell a buyer of its bytes. All else stays behind: what concerns one connection
 * only, cookies, payments, addresses, and how this server is to be treated.
 */
const PASSED_BACK = [
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-digest',
  'etag',
  'last-modified',
  'repr-digest',
];

/** Codings that every HTTP client undoes. */
const CODINGS = /^ *(?:x-gzip|gzip|br|deflate) *$/i;
const NO_CODING: ReadonlySet<string> = new Set(['', 'identity']);
const MAX_VALUE = 1_000;

/** Whether a text can stand in a header, everywhere. */
export function isHeaderValue(value: unknown, maxLength = MAX_VALUE): value is string {
  return typeof value === 'string' && value.length <= maxLength && /^[\x20-\x7e]+$/.test(value);
}

/** The media type of an answer. */
export function mimeTypeOf({ 'content-type': type }: EgressHeaders): string {
  return isHeaderValue(type) ? type : 'application/octet-stream';
}

/** Whether buyers can read what is in these content codings; they were asked to be none. */
export function isReadable({ 'content-encoding': coding = 'identity' }: EgressHeaders): boolean {
  if (typeof coding !== 'string') return false;
  return isUncoded(coding) || CODINGS.test(coding);
}

/**
 * The headers that go on to the buyer, without those that `Connection` keeps back. Bytes never go
 * without the coding that they are in.
 */
export function passedBack(headers: EgressHeaders): Record<string, string> {
  const { connection } = headers;
  const kept = new Set(
    String(connection ?? '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );
  const passed: Record<string, string> = {};
  for (const name of PASSED_BACK) {
    const value = headers[name];
    const isKept = kept.has(name) && name !== 'content-encoding';
    if (isHeaderValue(value) && !isKept) passed[name] = value;
  }
  const { 'content-encoding': coding, ...others } = passed;
  return coding === undefined || isUncoded(coding) ? others : passed;
}

/**
 * What a buyer wishes of the answer, for the endpoint; undefined when they wish nothing of it. That
 * they want to watch events is meant for this server.
 */
export function wishOf(accept: string | null): string | undefined {
  const ranges = acceptedRanges(accept ?? '').filter(({ name }) => name !== 'text/event-stream');
  const isAnything = ranges.every(({ name }) => name === '*/*' || name === '*');
  return isAnything ? undefined : ranges.map(({ text }) => text).join(', ');
}

/** The same for an answer that is to be events, if the endpoint has any: whatever else it says will do. */
export function wishForEvents(accept = '*/*;q=0.1'): string {
  return `text/event-stream, ${accept}`;
}

function isUncoded(coding: string): boolean {
  return NO_CODING.has(coding.trim().toLowerCase());
}
