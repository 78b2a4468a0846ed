const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Headers of {@link referralPage}: it loads, runs and sends nothing, and stands in no frame. */
export const REFERRAL_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/**
 * A page that names the host which sells, and links there. Nothing in it is the visitor's.
 * @param endpoint an http or https URL
 */
export function referralPage(endpoint: string): string {
  const { host, href } = new URL(endpoint);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sold by ${escape(host)}</title>
</head>
<body>
<main>
<h1>Sold by ${escape(host)}</h1>
<p>This is listed here and sold there: <strong>${escape(host)}</strong> belongs to its seller, asks for the
payment itself (x402) and answers by itself. Go on only if you trust it.</p>
<p><a href="${escape(href)}" rel="noreferrer noopener nofollow">${escape(href)}</a></p>
<p>Programs that call this address are sent on, with their request, and can pay there.</p>
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}
