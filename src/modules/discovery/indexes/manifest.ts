import type { Listed } from '../listed/listed.js';

/** One page of `/.well-known/x402.json`. */
export interface Manifest {
  readonly x402Version: 2;
  readonly lastUpdated: string;
  readonly items: readonly object[];
  /** Where the next page is; null on the last one. */
  readonly next: string | null;
}

/**
 * What a facilitator's `GET /discovery/resources` would say of these resources, from the server that sells them
 * (https://github.com/x402-foundation/x402/issues/2582). All of it stands in the challenge of each, but for what is
 * another in each challenge.
 */
export function manifest(listed: readonly Listed[], next: string | null, now: Date): Manifest {
  return { x402Version: 2, lastUpdated: now.toISOString(), items: listed.map(itemOf), next };
}

function itemOf({ resource, challenge }: Listed): object {
  const { url, ...described } = challenge.resource ?? { url: '' };
  const { accepts, extensions } = challenge;
  return {
    resource: url,
    type: 'http',
    x402Version: 2,
    ...described,
    accepts,
    ...callOf(extensions),
    lastUpdated: resource.publishedAt.toISOString(),
    extensions,
  };
}

/** How it is called, as the challenge's own extension says it. */
function callOf(extensions: Readonly<Record<string, unknown>> | undefined): object {
  const bazaar = extensions?.['bazaar'] as { readonly info?: object } | undefined;
  return { ...bazaar?.info };
}
