import type { RawHead } from './paid-route.js';

/** Whether bytes are server-sent events that can be read while they come: without a coding around them. */
export function isEventStream({ mimeType, status, headers }: RawHead): boolean {
  const [essence = ''] = mimeType.split(';');
  const isPlain = headers?.['content-encoding'] === undefined;
  return essence.trim().toLowerCase() === 'text/event-stream' && isPlain && status !== 204;
}
