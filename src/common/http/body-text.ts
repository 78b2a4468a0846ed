import { invalidRequest, Problem, unsupportedMediaType } from '../errors/index.js';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a JSON body, or why it is none: RFC 8259 section 8.1 wants UTF-8, and a byte that is
 * none must not silently become another character. A byte order mark is left out.
 * @param coding the request's `content-encoding`; none is undone here (RFC 9110 section 15.5.16)
 */
export function bodyText(bytes: Uint8Array, coding = 'identity'): string | Problem {
  if (!/^ *identity *$/i.test(coding)) {
    const detail = 'The body must come without a content coding.';
    const headers = { 'accept-encoding': 'identity' };
    return new Problem(unsupportedMediaType, { detail, headers });
  }
  try {
    return UTF_8.decode(bytes);
  } catch {
    return new Problem(invalidRequest, { detail: 'The body is not UTF-8.' });
  }
}
