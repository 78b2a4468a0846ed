/** Where indexes, crawlers and agents look at any origin: these paths have no prefix. */
export const INDEX_FILES: readonly string[] = [
  '.well-known/x402.json',
  '.well-known/x402',
  'llms.txt',
  'robots.txt',
  'sitemap.xml',
  'favicon.svg',
];
