/** URLs, also inside JSON, where a backslash begins an escape. File URLs stand in stacks. */
const URLS = /\b(?!file:)([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s"\\<>]+)/gi;

/**
 * Leaves of every URL in a text its scheme, host and port: paths, queries and user names carry keys of
 * nodes, facilitators and databases.
 */
export function redactUrls(text: string): string {
  if (!text.includes('://')) return text;
  return text.replaceAll(URLS, (_, scheme: string, rest: string) => {
    const end = rest.search(/[/?#]/);
    const authority = end === -1 ? rest : rest.slice(0, end);
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    const hasMore = end !== -1 && rest.length > end + 1;
    return `${scheme}${host}${hasMore ? '/[redacted]' : ''}`;
  });
}

/** The parts of a URL that whoever is asked may repeat in other words; short ones tell nothing. */
export function secretParts(url: string): readonly string[] {
  const { username, password, pathname, search, searchParams } = new URL(url);
  const raw = [
    username,
    password,
    pathname,
    search,
    ...pathname.split('/'),
    ...searchParams.values(),
  ];
  const decoded = raw.map((part) => decodeSafely(part));
  return [...new Set([...raw, ...decoded])]
    .filter((part) => part.length >= 6)
    .toSorted((one, other) => other.length - one.length);
}

/** Takes the parts that {@link secretParts} found out of a text. */
export function withoutParts(text: string, parts: readonly string[]): string {
  return parts.reduce((left, part) => left.replaceAll(part, '[redacted]'), text);
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
