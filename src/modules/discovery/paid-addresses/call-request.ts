import type { Usage } from '../../payments/index.js';

/** Methods whose requests have no body. */
const IN_QUERY: ReadonlySet<Usage['method']> = new Set(['GET', 'HEAD', 'DELETE']);

/** An input as the request that carries it. */
export interface CallRequest {
  readonly method: Usage['method'];
  /** As it stands in a URL, with the question mark; empty where there is none. */
  readonly query: string;
  /** JSON; undefined where the method has no body. */
  readonly body: string | undefined;
}

/**
 * The request that brings an input to a resource.
 * @param usage how the resource is called; undefined where nothing is known of it: most take POST
 */
export function requestWith(
  usage: Pick<Usage, 'method'> | undefined,
  input: Readonly<Record<string, unknown>>,
): CallRequest {
  const { method = 'POST' } = usage ?? {};
  if (!IN_QUERY.has(method)) return { method, query: '', body: JSON.stringify(input) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) query.set(name, inQuery(value));
  return { method, query: query.size === 0 ? '' : `?${query.toString()}`, body: undefined };
}

function inQuery(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
