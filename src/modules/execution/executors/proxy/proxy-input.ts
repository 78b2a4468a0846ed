import { isBase64 } from 'class-validator';
import type { FieldError } from '../../../../common/errors/index.js';
import type { ProxyConfig } from '../../../resources/index.js';
import type { CallRequest } from '../executor.js';
import { foreignInputs } from '../foreign-inputs.js';
import { isHeaderValue, wishOf } from './headers.js';

/** A buyer's request as it goes on to the endpoint; JSON, so that it can be kept with a claim. */
export interface ProxyInput {
  readonly method: string;
  /** As the buyer wrote it, without the question mark. */
  readonly query: string;
  /** There is a question mark, and nothing behind it. */
  readonly hasEmptyQuery?: true;
  readonly contentType: string | null;
  /** Which coding the body is in; left out for none. */
  readonly contentEncoding?: string;
  /** What the answer should be, and in which language; left out where any will do. */
  readonly accept?: string;
  readonly acceptLanguage?: string;
  /** In base64. */
  readonly body: string | null;
}

/** In the order in which callers are told of them. */
const FIELDS: readonly string[] = [
  'method',
  'query',
  'body',
  'contentType',
  'contentEncoding',
  'accept',
  'acceptLanguage',
  'hasEmptyQuery',
];
/** What can stand in a request line. */
const QUERY = /^[\x21-\x7e]*$/;
const MAX_QUERY = 8_000;
const MAX_TYPE = 200;

/** What goes on of a request to the resource's own address; of its headers, these four alone. */
export function fromRequest({
  method,
  query,
  contentType,
  contentEncoding,
  body,
  ...wishes
}: CallRequest): ProxyInput {
  const accept = wishOf(wishes.accept);
  const acceptLanguage = wishOf(wishes.acceptLanguage);
  return {
    method,
    query: query ?? '',
    ...(query === '' && { hasEmptyQuery: true }),
    contentType,
    ...(contentEncoding !== null && { contentEncoding }),
    ...(accept !== undefined && { accept }),
    ...(acceptLanguage !== undefined && { acceptLanguage }),
    body: body.length === 0 ? null : body.toString('base64'),
  };
}

/** Fills in what an input given as JSON leaves out. */
export function complete(
  { methods }: ProxyConfig,
  given: Readonly<Record<string, unknown>>,
): ProxyInput {
  const { method = methods[0], query = '', contentType = null, body = null } = given;
  const { hasEmptyQuery, contentEncoding, accept, acceptLanguage } = given;
  const wishes = { accept, acceptLanguage };
  const written = { query, hasEmptyQuery, contentType, contentEncoding, body };
  return { method, ...written, ...wishes } as ProxyInput;
}

/** What is wrong with an input, wherever it comes from. */
export function inputErrors(config: ProxyConfig, given: unknown): FieldError[] {
  const fields = (given ?? {}) as Readonly<Record<string, unknown>>;
  const errors = foreignInputs(fields, FIELDS);
  const check = (field: keyof ProxyInput, isGood: boolean, message: string) => {
    if (!isGood) errors.push({ field, message });
  };
  const { method, query, body, ...rest } = complete(config, fields);
  const { methods } = config;
  check(
    'method',
    methods.some((one) => one === method),
    `must be ${methods.join(' or ')}`,
  );
  check('query', isQuery(query), `must be at most ${MAX_QUERY} characters, percent-encoded`);
  const isEmpty = rest.hasEmptyQuery === undefined || (rest.hasEmptyQuery === true && query === '');
  check('hasEmptyQuery', isEmpty, 'must be true, and the query empty');
  check(
    'contentType',
    rest.contentType === null || isHeaderValue(rest.contentType, MAX_TYPE),
    'must be a media type',
  );
  for (const field of ['contentEncoding', 'accept', 'acceptLanguage'] as const) {
    const isGood = rest[field] === undefined || isHeaderValue(rest[field]);
    check(field, isGood, 'must be a short header value');
  }
  check('body', body === null || isBase64(body), 'must be base64');
  if (method === 'GET') check('body', body === null, 'is not sent with GET');
  return errors;
}

function isQuery(query: unknown): boolean {
  return typeof query === 'string' && query.length <= MAX_QUERY && QUERY.test(query);
}

/**
 * Where a call goes: the creator's URL, and the query that is sent instead of the URL's own. It is the
 * creator's with the buyer's behind it, byte for byte, without those parameters of the buyer's that the
 * creator has set: neither by another spelling of the name, nor behind a `;`, at which some servers
 * part them too.
 */
export function targetOf({ url }: ProxyConfig, { query, hasEmptyQuery }: ProxyInput) {
  const { search, searchParams } = new URL(url);
  const own = new Set(searchParams.keys());
  const isFree = (parameter: string) => !namesIn(parameter).some((name) => own.has(name));
  const given = own.size === 0 ? query : query.split('&').filter(isFree).join('&');
  const whole = [search.slice(1), given].filter((part) => part !== '').join('&');
  const rawQuery = whole !== '' || hasEmptyQuery === true ? `?${whole}` : '';
  return { url, rawQuery };
}

function namesIn(parameter: string): string[] {
  return parameter.split(';').flatMap((part) => [...new URLSearchParams(`&${part}`).keys()]);
}
