import { isBase64 } from 'class-validator';
import type { FieldError } from '../../../../common/errors/index.js';
import type { ConfigOf } from '../../../resources/index.js';
import type { CallRequest } from '../executor.js';
import { isHeaderValue, wishOf } from './headers.js';

/** A buyer's request as it goes on to the endpoint; JSON, so that it can be kept with a claim. */
export interface ProxyInput {
  readonly method: string;
  /** Without the question mark. */
  readonly query: string;
  readonly contentType: string | null;
  /** What the answer should be, and in which language; left out where any will do. */
  readonly accept?: string;
  readonly acceptLanguage?: string;
  /** In base64. */
  readonly body: string | null;
}

const FIELDS = new Set(['method', 'query', 'contentType', 'accept', 'acceptLanguage', 'body']);
const MAX_QUERY = 8_000;
const MAX_TYPE = 200;

/** What goes on of a request to the resource's own address; of its headers, these three alone. */
export function fromRequest({
  method,
  query,
  contentType,
  body,
  ...wishes
}: CallRequest): ProxyInput {
  const accept = wishOf(wishes.accept);
  const acceptLanguage = wishOf(wishes.acceptLanguage);
  return {
    method,
    query,
    contentType,
    ...(accept !== undefined && { accept }),
    ...(acceptLanguage !== undefined && { acceptLanguage }),
    body: body.length === 0 ? null : body.toString('base64'),
  };
}

/** Fills in what an input given as JSON leaves out. */
export function complete(
  { methods }: ConfigOf<'proxy'>,
  given: Readonly<Record<string, unknown>>,
): ProxyInput {
  const { method = methods[0], query = '', contentType = null, body = null } = given;
  const { accept, acceptLanguage } = given;
  return { method, query, contentType, accept, acceptLanguage, body } as ProxyInput;
}

/** What is wrong with an input, wherever it comes from. */
export function inputErrors(config: ConfigOf<'proxy'>, given: unknown): FieldError[] {
  const fields = (given ?? {}) as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fields).filter((field) => !FIELDS.has(field));
  const errors = unknown.map((field) => ({ field, message: 'is no input of this' }));
  const check = (field: keyof ProxyInput, isGood: boolean, message: string) => {
    if (!isGood) errors.push({ field, message });
  };
  const { method, query, contentType, accept, acceptLanguage, body } = complete(config, fields);
  const { methods } = config;
  check(
    'method',
    methods.some((one) => one === method),
    `must be ${methods.join(' or ')}`,
  );
  check('query', typeof query === 'string' && query.length <= MAX_QUERY, 'must be a short text');
  check(
    'contentType',
    contentType === null || isHeaderValue(contentType, MAX_TYPE),
    'must be a media type',
  );
  check('accept', accept === undefined || isHeaderValue(accept), 'must be a short header value');
  check(
    'acceptLanguage',
    acceptLanguage === undefined || isHeaderValue(acceptLanguage),
    'must be a short header value',
  );
  check('body', body === null || isBase64(body), 'must be base64');
  if (method === 'GET') check('body', body === null, 'is not sent with GET');
  return errors;
}

/** The endpoint's URL with the buyer's query, of which nothing replaces the creator's own. */
export function targetUrl({ url }: ConfigOf<'proxy'>, { query }: ProxyInput): string {
  const target = new URL(url);
  const own = new Set(target.searchParams.keys());
  for (const [name, value] of new URLSearchParams(query)) {
    if (!own.has(name)) target.searchParams.append(name, value);
  }
  return target.href;
}
