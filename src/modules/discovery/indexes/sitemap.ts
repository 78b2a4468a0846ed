/** Something on sale, by its public address. */
export interface ListedAddress {
  readonly username: string;
  readonly slug: string;
  readonly publishedAt: Date;
}

/**
 * A sitemap (https://www.sitemaps.org/protocol.html) of the shop, its creators and what they sell. Usernames and
 * slugs have no signs that XML or URLs would have escaped.
 */
export function sitemap(publicUrl: string, addresses: readonly ListedAddress[]): string {
  const sellers = [...new Set(addresses.map(({ username }) => username))];
  const entries = [
    urlOf(`${publicUrl}/`),
    urlOf(`${publicUrl}/docs`),
    ...sellers.map((username) => urlOf(`${publicUrl}/@${username}`)),
    ...addresses.map(({ username, slug, publishedAt }) =>
      urlOf(`${publicUrl}/@${username}/${slug}`, publishedAt),
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</urlset>
`;
}

/** What crawlers may read: everything but the API, and of that its document. */
export function robots(publicUrl: string): string {
  return `User-agent: *
Allow: /
Disallow: /api/
Allow: /api/v1/openapi.json
Sitemap: ${publicUrl}/sitemap.xml
`;
}

function urlOf(location: string, changedAt?: Date): string {
  const changed = changedAt === undefined ? '' : `<lastmod>${changedAt.toISOString()}</lastmod>`;
  return `<url><loc>${location}</loc>${changed}</url>`;
}
