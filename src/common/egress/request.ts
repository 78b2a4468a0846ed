import type { Readable } from 'node:stream';

/** Header fields; a field that stands several times has a list. */
export type EgressHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request to an address that a user chose or can influence. */
export interface EgressRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /**
   * What is sent instead of the URL's own query, byte by byte: with its question mark, in
   * printable ASCII. A redirect has a query of its own.
   */
  readonly rawQuery?: string;
  /** Those that concern the connection (`host`, `connection`, …) are left out. */
  readonly headers?: EgressHeaders;
  readonly body?: string | Uint8Array | Readable;
  /** The caller's own reason to stop; then the request fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** For everything, from looking up the name to the last byte of the answer. */
  readonly timeoutMs: number;
  /** How large the answer's body may be. */
  readonly maxBytes: number;
  /** How many redirects of a GET or HEAD are followed; 0 by default, the redirect is the answer. */
  readonly redirects?: number;
}

/** An answer, whatever its status. */
export interface EgressResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: EgressHeaders;
  /** Read or destroy it. It ends with an `EgressFailure` when the rest does not come. */
  readonly body: Readable;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

/** Fields that belong to one connection (RFC 9110 section 7.6.1), or that name the target. */
const CONNECTION_FIELDS = new Set([
  'host',
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What may follow a redirect to another origin: nothing that could be a secret. */
const HARMLESS_FIELDS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent']);

/** The fields to send to the first target. */
export function ownHeaders(headers: EgressHeaders): Record<string, string | string[]> {
  return pick(headers, (name) => !CONNECTION_FIELDS.has(name));
}

/** The fields to send on to another origin. */
export function harmlessHeaders(headers: EgressHeaders): Record<string, string | string[]> {
  return pick(headers, (name) => HARMLESS_FIELDS.has(name));
}

function pick(headers: EgressHeaders, isWanted: (name: string) => boolean) {
  const picked: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || !isWanted(name.toLowerCase())) continue;
    picked[name] = typeof value === 'string' ? value : [...value];
  }
  return picked;
}

/** Where a redirect leads; undefined when the answer is none that can be followed. */
export function redirectOf(status: number, headers: EgressHeaders, from: URL): URL | undefined {
  const { location } = headers;
  const isRedirect = [301, 302, 303, 307, 308].includes(status);
  if (!isRedirect || typeof location !== 'string' || !URL.canParse(location, from.href))
    return undefined;
  return new URL(location, from);
}
