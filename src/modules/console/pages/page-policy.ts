/**
 * The content security policy of a page: scripts, styles and answers of this server and nothing else, in no frame;
 * no text becomes a script.
 * @param own what is particular: sources of its pictures, and where its forms lead
 */
export function pagePolicy({ images, forms }: { images: string; forms: string }): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${images}`,
    "connect-src 'self'",
    "base-uri 'none'",
    `form-action ${forms}`,
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
