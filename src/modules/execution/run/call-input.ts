import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { invalidRequest, Problem } from '../../../common/errors/index.js';
import { takeBody } from '../../../common/http/index.js';
import type { CallRequest } from '../executors/executor.js';

/** Parameters of `POST /execute`, as it comes in. */
interface ExecuteBody {
  readonly resourceId?: unknown;
  readonly input?: unknown;
}

/** A buyer's input once an executor found nothing wrong with it. */
export type CallInput = Readonly<Record<string, unknown>>;

/** Which resource a request is for: by its public address, or by its id. */
export type ResourceAddress =
  { readonly username: string; readonly slug: string } | { readonly resourceId: string };

/** Undefined when the request names no resource. Addresses are written small, and found in capitals too. */
export function addressOf({ params, body }: FastifyRequest): ResourceAddress | undefined {
  const { username, slug } = params as { username?: string; slug?: string };
  if (username !== undefined && slug !== undefined) {
    return { username: username.toLowerCase(), slug: slug.toLowerCase() };
  }
  const resourceId = (body as ExecuteBody | undefined)?.resourceId;
  return isUUID(resourceId) ? { resourceId: String(resourceId) } : undefined;
}

/** Whether the request came to the resource's own address, and not to `/execute`. */
export function isAddressed({ params }: FastifyRequest): boolean {
  return 'slug' in (params as object);
}

/** The query as it was written, without the question mark; null where there is none. */
export function queryOf({ url }: FastifyRequest): string | null {
  const at = url.indexOf('?');
  return at < 0 ? null : url.slice(at + 1);
}

/**
 * The request as it came; from now on its body counts as readable, whatever it is.
 * @throws {Problem} `invalid_request` for the body of a GET, which no server reads
 */
export function callRequestOf(request: FastifyRequest): CallRequest {
  const query = queryOf(request);
  const {
    'content-type': contentType = null,
    'content-encoding': contentEncoding = null,
    accept = null,
    'accept-language': acceptLanguage = null,
  } = request.headers;
  const { method } = request;
  if (method === 'GET' && hasBody(request)) {
    throw new Problem(invalidRequest, { detail: 'A GET has no body.' });
  }
  const head = { method, query, contentType, contentEncoding, accept, acceptLanguage };
  return { ...head, body: takeBody(request) };
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The buyer's input: the body's `input` at `/execute`, else the body, or the query of a GET. */
export function inputOf(request: FastifyRequest): unknown {
  const { method, query, body } = request;
  if (!isAddressed(request)) return (body as ExecuteBody | undefined)?.input ?? {};
  return method === 'GET' ? { ...(query as object) } : (body ?? {});
}
