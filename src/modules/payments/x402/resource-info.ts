import type { ResourceInfo } from '@x402/core/types';
import type { Quote } from './quote.js';

/** What indexes take of a name and of a tag: so many printable ASCII characters. */
const MAX_NAME = 32;
const MAX_TAGS = 5;

/**
 * The most bytes of a description in a challenge: it stands in a header, and buyers send it back in
 * another (see `bazaar.ts`).
 */
const MAX_DESCRIPTION_BYTES = 1_000;

/** The thing sold as x402 describes it: in challenges, to facilitators and in indexes. */
export function resourceInfo({ url, name, description, mimeType, tags = [] }: Quote): ResourceInfo {
  const serviceName = name === undefined ? undefined : inAscii(name);
  const known = [...new Set(tags.flatMap((tag) => inAscii(tag.toLowerCase()) ?? []))];
  return {
    url,
    description: shortened(description),
    mimeType,
    ...(serviceName !== undefined && { serviceName }),
    ...(known.length > 0 && { tags: known.slice(0, MAX_TAGS) }),
  };
}

/** Letters without their accents; undefined when too little is left to tell what was meant. */
function inAscii(text: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]/g, '');
  const cut = plain.replaceAll(/ +/g, ' ').trim().slice(0, MAX_NAME).trim();
  return /[A-Za-z0-9]/.test(cut) && plain.length * 2 >= text.length ? cut : undefined;
}

/** At whole characters, with a sign that there is more. */
function shortened(text: string): string {
  if (Buffer.byteLength(text) <= MAX_DESCRIPTION_BYTES) return text;
  const bytes = Buffer.from(text).subarray(0, MAX_DESCRIPTION_BYTES - 3);
  return `${bytes
    .toString('utf8')
    .replace(/\ufffd+$/, '')
    .trimEnd()}…`;
}
