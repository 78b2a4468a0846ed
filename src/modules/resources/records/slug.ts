/**
 * The form of a slug, the second part of a resource's address. `mcp` is none: there a creator's resources are
 * tools.
 */
export const SLUG = /^(?!mcp$)[a-z0-9]+(-[a-z0-9]+)*$/;

export const MAX_SLUG_LENGTH = 60;

export const SLUG_MESSAGE = `must be small letters and digits in words joined by single hyphens, at most ${MAX_SLUG_LENGTH} characters, and not mcp`;

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

/** `wanted`, or the first of `wanted-2`, `wanted-3`, … that can be used and is not taken. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  let slug = wanted;
  for (let number = 2; taken.has(slug) || !SLUG.test(slug); number += 1) {
    const suffix = `-${number}`;
    slug = cut(wanted, MAX_SLUG_LENGTH - suffix.length) + suffix;
  }
  return slug;
}

function cut(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-$/, '');
}
