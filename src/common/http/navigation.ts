import type { IncomingHttpHeaders } from 'node:http';
import { acceptedRanges } from './accept.js';

const HTML = /^(text\/html|application\/xhtml\+xml)$/;
const JSON_TYPES = /^(application\/(\*|(.+\+)?json)|text\/event-stream)$/;

/**
 * Whether a person's browser is about to show the answer: it says so (Fetch Metadata), or, where it
 * is too old for that, asks for HTML rather than for anything a program would read.
 */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  if (headers['sec-fetch-dest'] === 'document') return true;
  return prefersHtml(headers.accept ?? '');
}

function prefersHtml(accept: string): boolean {
  // Most programs name no page at all.
  if (!/html/i.test(accept)) return false;
  const ranges = acceptedRanges(accept);
  const best = (test: (type: string) => boolean) =>
    Math.max(0, ...ranges.filter(({ name }) => test(name)).map(({ weight }) => weight));
  const html = best((type) => HTML.test(type));
  const json = best((type) => JSON_TYPES.test(type));
  return html > json && html >= best((type) => type === '*/*');
}
