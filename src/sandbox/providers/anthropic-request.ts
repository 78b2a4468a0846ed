import { createHash } from 'node:crypto';
import { refused, unknownParameter, type WireAnswer, type WireRequest } from './provider-wire.js';

/** A refusal in Anthropic’s words; thrown, since any step of reading a request may end in one. */
export class AnthropicProblem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }

  get answer(): WireAnswer {
    return problem(this.status, this.type, this.message);
  }
}

export function problem(status: number, type: string, message: string): WireAnswer {
  return refused(status, { type: 'error', error: { type, message }, request_id: 'req_sandbox' });
}

export function badRequest(message: string): AnthropicProblem {
  return new AnthropicProblem(400, 'invalid_request_error', message);
}

export function notFound(message: string): AnthropicProblem {
  return new AnthropicProblem(404, 'not_found_error', message);
}

/** @throws AnthropicProblem unless the request brings the header of this beta. */
export function requireBeta({ headers }: WireRequest, beta: string): void {
  const sent = String(headers['anthropic-beta'] ?? '').split(/\s*,\s*/);
  if (!sent.includes(beta))
    throw badRequest(`This endpoint needs the header anthropic-beta: ${beta}`);
}

/**
 * @param many those that may repeat, without their `[]`: any other way to write a list is refused
 * @throws AnthropicProblem for a parameter that there is not, and for one that comes twice
 */
export function checkParameters(
  query: URLSearchParams,
  one: readonly string[],
  many: readonly string[] = [],
): void {
  const unknown = unknownParameter(query, [...one, ...many.map((name) => `${name}[]`)]);
  if (unknown !== undefined) throw badRequest(`${unknown}: Extra inputs are not permitted`);
  const twice = one.find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) throw badRequest(`${twice}: Input should be a single value`);
}

/** One of some values, or undefined where it is not sent. */
export function choice<T extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly T[],
): T | undefined {
  const sent = query.get(name);
  if (sent === null) return undefined;
  return known(name, sent, values);
}

/** All that was sent of a parameter that may repeat. */
export function choices<T extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly T[],
): T[] {
  return query.getAll(`${name}[]`).map((sent) => known(`${name}[]`, sent, values));
}

function known<T extends string>(name: string, sent: string, values: readonly T[]): T {
  const value = values.find((each) => each === sent);
  if (value === undefined) throw badRequest(`${name}: Input should be one of ${values.join(', ')}`);
  return value;
}

export function wholeNumber(
  query: URLSearchParams,
  name: string,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const sent = query.get(name) ?? String(usual);
  const value = Number(sent);
  if (!/^\d+$/.test(sent) || value < 1 || value > most) {
    throw badRequest(`${name}: Input should be between 1 and ${most}`);
  }
  return value;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A time of RFC 3339 with its zone, in milliseconds; undefined where it is not sent. */
export function instant(query: URLSearchParams, name: string): number | undefined {
  const sent = query.get(name);
  if (sent === null) return undefined;
  const time = Date.parse(sent);
  if (!INSTANT.test(sent) || Number.isNaN(time)) {
    throw badRequest(`${name}: Input should be a valid datetime with timezone`);
  }
  return time;
}

/** Where a listing goes on: valid for the same question only, about what was known at its first page. */
export interface Cursor {
  readonly at: number;
  /** Milliseconds: what was counted later is not in this listing. */
  readonly asOf: number;
}

export function readCursor({ path, query }: WireRequest, asOf: number): Cursor {
  const page = query.get('page');
  if (page === null) return { at: 0, asOf };
  const text = Buffer.from(page.replace(/^page_/, ''), 'base64url').toString();
  const [question, at = '', of = ''] = text.split(' ');
  if (question !== questionOf(path, query) || !/^\d+$/.test(at) || !/^\d+$/.test(of)) {
    throw badRequest('page: is not a page of this query');
  }
  return { at: Number(at), asOf: Number(of) };
}

export function writeCursor({ path, query }: WireRequest, { at, asOf }: Cursor): string {
  return `page_${Buffer.from(`${questionOf(path, query)} ${at} ${asOf}`).toString('base64url')}`;
}

/** What is asked, whatever the page. */
export function questionOf(path: string, query: URLSearchParams): string {
  const rest = [...query].filter(([name]) => name !== 'page').map((pair) => pair.join('='));
  return createHash('sha256')
    .update(`${path}?${rest.join('&')}`)
    .digest('base64url')
    .slice(0, 16);
}
