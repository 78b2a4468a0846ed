import { formatUsdc } from '../../../common/money/index.js';
import { answersResult } from '../../execution/index.js';
import type { Offer, Usage, UsageSchema } from '../../payments/index.js';
import type { Listed } from '../listed/listed.js';

/** An operation of an OpenAPI document, as far as it is read here. */
export interface PaidOperation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, object>> }>
  >;
}

const JSON_TYPE = 'application/json';
const STREAM = 'text/event-stream';

/**
 * The operation that sells one resource.
 * @param generic what calling any resource is like
 */
export function operationOf({ resource, quote }: Listed, generic: PaidOperation) {
  const { usage, offers, mimeType } = quote;
  const { name, description, category, username, slug } = resource;
  const { 307: _soldElsewhere, ...refusals } = generic.responses;
  return {
    operationId: `${username}-${slug}`,
    summary: name,
    description: description === '' ? name : description,
    tags: [category],
    security: [],
    'x-payment-info': paymentInfo(offers[0]),
    parameters: [...queryOf(usage), ...headersOf(generic)],
    ...(hasBody(usage) && { requestBody: bodyOf(usage) }),
    responses: { ...refusals, 200: resultOf(usage, mimeType, generic) },
  };
}

/** As readers of prices expect it: what one call costs, in dollars. */
function paymentInfo({ price, minPrice }: Pick<Offer, 'price' | 'minPrice'>) {
  const told =
    minPrice === undefined
      ? { mode: 'fixed', currency: 'USD', amount: formatUsdc(price) }
      : { mode: 'dynamic', currency: 'USD', min: formatUsdc(minPrice), max: formatUsdc(price) };
  return { price: told, protocols: [{ x402: {} }] };
}

function headersOf({ parameters = [] }: PaidOperation) {
  return parameters.filter((parameter) => parameter.in === 'header');
}

function hasBody({ method }: Usage): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'DELETE';
}

function queryOf(usage: Usage) {
  if (hasBody(usage)) return [];
  const { properties = {}, required = [] } = usage.input as {
    readonly properties?: Readonly<Record<string, UsageSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description: schema['description'] ?? name,
    schema,
    ...(usage.example[name] !== undefined && { example: usage.example[name] }),
  }));
}

function bodyOf({ input, example }: Usage) {
  const required = Array.isArray(input['required']) && input['required'].length > 0;
  return { required, content: { [JSON_TYPE]: { schema: input, example } } };
}

/** What a paid call answers: a result with its receipt, or the bytes themselves. */
function resultOf(usage: Usage, mimeType: string, { responses }: PaidOperation) {
  const { content = {}, ...generic } = responses['200'] ?? {};
  const stream = content[STREAM];
  const { type, schema, example } = usage.output;
  const told = { ...(example !== undefined && { example }) };
  const bytes = type === 'json' ? schema : { type: 'string', format: 'binary' };
  const body = answersResult(usage)
    ? { [JSON_TYPE]: content[JSON_TYPE] ?? {} }
    : { [mimeType]: { schema: { description: 'What is sold, as it is', ...bytes }, ...told } };
  return { ...generic, content: { ...body, ...(stream !== undefined && { [STREAM]: stream }) } };
}
