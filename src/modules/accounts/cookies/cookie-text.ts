/** A browser sends all cookies of a host; what is longer has none of ours. */
const MAX_HEADER = 16_384;

/** Where a cookie goes, and for how long it is kept. */
export interface CookieTerms {
  readonly path: string;
  readonly isSecure: boolean;
  /** Seconds; without them until the browser is closed. */
  readonly maxAge?: number;
}

/** The value of a cookie in the header `Cookie`; undefined where it is missing or empty. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MAX_HEADER) return undefined;
  const found = header.split(/; */).find((each) => each.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}

/** A `Set-Cookie` that no script can read and other sites do not send along. */
export function writeCookie(
  name: string,
  value: string,
  { path, isSecure, maxAge }: CookieTerms,
): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return `${name}=${value}; Path=${path}${age}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}
