import type { IncomingHttpHeaders } from 'node:http';

const SAFE = new Set(['GET', 'HEAD']);

/**
 * Whether a page of this server sent a request, or, where nothing is changed, a person who typed its address. Browsers
 * tell (Fetch Metadata), and no script can say otherwise; those that do not name the origin where something changes.
 * @param origin of this server's pages
 */
export function isFromOwnPage(
  method: string,
  headers: IncomingHttpHeaders,
  origin: string,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined) return SAFE.has(method) || headers.origin === origin;
  return site === 'same-origin' || (site === 'none' && SAFE.has(method));
}
