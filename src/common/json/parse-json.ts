import { exceededBound, type JsonBounds } from './bounds.js';

/**
 * The value of a JSON text (RFC 8259); undefined, which no JSON is, when it is none, or exceeds
 * `bounds`. Without bounds it is for texts that are not walked any further.
 */
export function parseJson(text: string, bounds?: JsonBounds): unknown {
  if (bounds !== undefined && exceededBound(text, bounds) !== undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
