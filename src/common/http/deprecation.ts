import type { FastifyInstance } from 'fastify';

/** How something is taken away: announced at least six months before (docs/api-policy.md). */
export interface Deprecation {
  /** The day on which it was announced, `2026-12-01`. */
  readonly since: string;
  /** From that day on it may be missing. */
  readonly sunset: string;
  /** What to use instead: the path of an operation. */
  readonly instead: string;
}

/** Answers of deprecated routes, refusals too, say so by `Deprecation` (RFC 9745) and `Sunset` (RFC 8594). */
export function announceDeprecations(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { deprecation } = request.routeOptions.config as { readonly deprecation?: Deprecation };
    if (deprecation !== undefined) reply.headers(deprecationHeaders(deprecation));
    done();
  });
}

function deprecationHeaders({ since, sunset, instead }: Deprecation) {
  return {
    deprecation: `@${Date.parse(since) / 1_000}`,
    sunset: new Date(sunset).toUTCString(),
    link: `<${instead}>; rel="successor-version"`,
  };
}
