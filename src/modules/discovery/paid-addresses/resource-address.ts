import { isSlug } from '../../resources/index.js';

/** The public address of a resource, `/@{username}/{slug}`. */
export interface ResourceAddress {
  readonly username: string;
  readonly slug: string;
}

const USERNAME = /^[a-z0-9_]{1,20}$/;

/** Undefined where nothing can be called that. */
export function resourceAddress(username: string, slug: string): ResourceAddress | undefined {
  return USERNAME.test(username) && isSlug(slug) ? { username, slug } : undefined;
}

/**
 * Reads an address as programs write it: `ada/haiku`, `@ada/haiku`, or the whole URL.
 * @param publicUrl the origin from configuration
 */
export function readAddress(text: string, publicUrl: string): ResourceAddress | undefined {
  const path = text.startsWith(`${publicUrl}/`) ? text.slice(publicUrl.length + 1) : text;
  const [username = '', slug = '', ...rest] = path.replace(/^@/, '').split('/', 3);
  return rest.length > 0 ? undefined : resourceAddress(username, slug);
}

/** The short name of an address: what tools and models are called by. */
export function nameOf({ username, slug }: ResourceAddress): string {
  return `${username}/${slug}`;
}
