import { isBase64 } from 'class-validator';
import type { FieldError } from '../../../../common/errors/index.js';
import type { ConfigOf } from '../../../resources/index.js';
import type { CallRequest } from '../executor.js';

/** A buyer's request as it goes on to the endpoint; JSON, so that it can be kept with a claim. */
export interface ProxyInput {
  readonly method: string;
  /** Without the question mark. */
  readonly query: string;
  readonly contentType: string | null;
  /** In base64. */
  readonly body: string | null;
}

const FIELDS = new Set(['method', 'query', 'contentType', 'body']);
const MAX_QUERY = 8_000;

/** What goes on of a request to the resource's own address: no header but its content type. */
export function fromRequest({ method, query, contentType, body }: CallRequest): ProxyInput {
  return { method, query, contentType, body: body.length === 0 ? null : body.toString('base64') };
}

/** Fills in what an input given as JSON leaves out. */
export function complete(
  { methods }: ConfigOf<'proxy'>,
  given: Readonly<Record<string, unknown>>,
): ProxyInput {
  const { method = methods[0], query = '', contentType = null, body = null } = given;
  return { method, query, contentType, body } as ProxyInput;
}

/** What is wrong with an input, wherever it comes from. */
export function inputErrors(config: ConfigOf<'proxy'>, given: unknown): FieldError[] {
  const fields = (given ?? {}) as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fields).filter((field) => !FIELDS.has(field));
  const errors = unknown.map((field) => ({ field, message: 'is no input of this' }));
  const check = (field: keyof ProxyInput, isGood: boolean, message: string) => {
    if (!isGood) errors.push({ field, message });
  };
  const { method, query, contentType, body } = complete(config, fields);
  const { methods } = config;
  check(
    'method',
    methods.some((one) => one === method),
    `must be ${methods.join(' or ')}`,
  );
  check('query', typeof query === 'string' && query.length <= MAX_QUERY, 'must be a short text');
  check('contentType', contentType === null || isHeaderValue(contentType), 'must be a media type');
  check('body', body === null || isBase64(body), 'must be base64');
  if (method === 'GET') check('body', body === null, 'is not sent with GET');
  return errors;
}

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\x20-\x7e]{1,200}$/.test(value);
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
