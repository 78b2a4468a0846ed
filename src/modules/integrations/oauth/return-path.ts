const PATH =
  /^(?:(?:\/(?!\.{1,2}(?:[/?]|$))[A-Za-z0-9._~-]+)+\/?|\/)(?:\?[A-Za-z0-9._~!$'()*+,;=:@/?&%-]*)?$/;
const MAX_LENGTH = 400;

/**
 * Whether a browser can be sent there once all is done: a path of this server with an optional query. It
 * leads to no other host, however it is read: no `//`, backslashes, escapes in the path, dots or fragments.
 */
export function isReturnPath(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_LENGTH && PATH.test(text);
}

/** The address to send a browser to, with what came of it. */
export function returnUrl(
  publicUrl: string,
  path: string,
  outcome: Readonly<Record<string, string>>,
): string {
  const url = new URL(path, publicUrl);
  if (url.origin !== new URL(publicUrl).origin) throw new Error('a path leads to another host');
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
  return url.href;
}
