import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Organization } from './anthropic-organization.js';
import type { ShopifyWebhooks } from './shopify-webhooks.js';

/** A request as a provider's API sees it, below its base URL. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What was sent, as it came. */
  readonly body: string;
  /** The base URL that was asked, for links to further pages. */
  readonly baseUrl: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An API as its documentation has it: it checks each header and parameter that matters there. */
export interface ProviderWire {
  /** What the key is called by that a request brings; undefined when it brings none. */
  keyOf(headers: IncomingHttpHeaders): string | undefined;
  /** How it answers when it does not know the key, or gets none. */
  refuse(key: string | undefined): WireAnswer;
  /** How it answers too many requests. */
  readonly throttled: WireAnswer;
  /** Routes by method and path; undefined is answered with 404. */
  answer(request: WireRequest, key: string, state: WireState): WireAnswer | undefined;
  /** How often one key may ask for a path. */
  readonly limits: readonly Limit[];
}

/** What stand-ins remember. */
export interface WireState {
  readonly webhooks: ShopifyWebhooks;
  /** Whose figures Anthropic reports. */
  readonly organization: Organization;
  /** What time it is. */
  readonly now: () => Date;
}

export interface Limit {
  readonly path: RegExp;
  readonly requests: number;
  readonly seconds: number;
}

export function ok(body: unknown): WireAnswer {
  return { status: 200, body };
}

export function refused(status: number, body: unknown): WireAnswer {
  return { status, body };
}

/** The first parameter that the API does not know. */
export function unknownParameter(
  query: URLSearchParams,
  known: readonly string[],
): string | undefined {
  return [...query.keys()].find((name) => !known.includes(name));
}

/** An account's own id, always the same for a key. */
export function idFor(key: string, length = 12): string {
  return createHash('sha256').update(key).digest('hex').slice(0, length);
}
