import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A path that the server answers, part by part, and the methods by which it does. */
interface KnownPath {
  readonly parts: readonly string[];
  readonly methods: Set<string>;
}

/** By the HTTP server that the routes belong to. */
const known = new WeakMap<object, Map<string, KnownPath>>();

/** Those that clients of an API use; a route for any method answers many more. */
const TOLD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Remembers every route that is registered from now on. */
export function rememberRoutes(fastify: FastifyInstance): void {
  const paths = new Map<string, KnownPath>();
  known.set(fastify.server, paths);
  fastify.addHook('onRoute', ({ url, method }) => {
    const path = paths.get(url) ?? { parts: partsOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) path.methods.add(one);
    paths.set(url, path);
  });
}

/** The methods by which the path of a request is answered; none for a path that no route has. */
export function methodsAt({ server, url }: FastifyRequest): string[] {
  const parts = partsOf(url.split('?', 1)[0] ?? '');
  const methods = new Set<string>();
  for (const path of known.get(server.server)?.values() ?? []) {
    if (fits(path.parts, parts)) for (const method of path.methods) methods.add(method);
  }
  // What is asked before a script's request is routed anywhere, and is no route by itself.
  const told = TOLD.filter((one) => methods.has(one));
  return told.length === 0 ? [] : [...told, 'OPTIONS'];
}

/** Routes are found whether or not a slash ends them, and in upper case as in lower case. */
function partsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*';
  const length = isOpen ? pattern.length - 1 : pattern.length;
  if (isOpen ? parts.length <= length : parts.length !== length) return false;
  return pattern.slice(0, length).every((one, at) => fitsPart(one, parts[at] ?? ''));
}

/** A part is a text, a parameter such as `:id`, or one with a text before it: `@:username`. */
function fitsPart(pattern: string, part: string): boolean {
  const at = pattern.indexOf(':');
  const text = part.toLowerCase();
  if (at < 0) return text === pattern.toLowerCase();
  return part.length > at && text.startsWith(pattern.slice(0, at).toLowerCase());
}
