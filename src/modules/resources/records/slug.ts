/** The form of a slug, the second part of a resource's address. */
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * What else stands under `/@{username}/` in the form of a slug: no resource gets such an address. One that has it
 * from before keeps it.
 */
const RESERVED: ReadonlySet<string> = new Set(['mcp', 'v1']);

export const RESERVED_MESSAGE =
  'is reserved for what else stands under your address: choose another one';

/** Whether no resource may be given this slug. */
export function isReserved(slug: string): boolean {
  return RESERVED.has(slug);
}

export const MAX_SLUG_LENGTH = 60;

export const SLUG_MESSAGE = `must be small letters and digits in words joined by single hyphens, at most ${MAX_SLUG_LENGTH} characters`;

export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG_LENGTH && SLUG.test(text);
}

/** The nearest slug to any text; undefined when nothing of the text can stand in one. */
export function toSlug(text: string): string | undefined {
  const words = text
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words === null ? undefined : cut(words.join('-'), MAX_SLUG_LENGTH);
}

/** `wanted`, or the first of `wanted-2`, `wanted-3`, … that is neither reserved nor taken. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  let slug = wanted;
  for (let number = 2; taken.has(slug) || isReserved(slug); number += 1) {
    const suffix = `-${number}`;
    slug = cut(wanted, MAX_SLUG_LENGTH - suffix.length) + suffix;
  }
  return slug;
}

function cut(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-$/, '');
}
