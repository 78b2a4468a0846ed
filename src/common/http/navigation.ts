import type { IncomingHttpHeaders } from 'node:http';

/** What {@link isNavigation} looks at, for the header `Vary`; browsers' origins vary answers too. */
export const NAVIGATION_VARY = 'Accept, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode';

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
  const ranges = accept.split(',').map(readRange);
  const best = (test: (type: string) => boolean) =>
    Math.max(0, ...ranges.filter(({ type }) => test(type)).map(({ weight }) => weight));
  const html = best((type) => HTML.test(type));
  const json = best((type) => JSON_TYPES.test(type));
  return html > json && html >= best((type) => type === '*/*');
}

/** One media range of `Accept` and its weight (RFC 9110 section 12.5.1). */
function readRange(text: string): { readonly type: string; readonly weight: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return { type, weight: Number(weight) || 0 };
}
