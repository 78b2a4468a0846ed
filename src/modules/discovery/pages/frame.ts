import { createHash } from 'node:crypto';
import { markup, type Html, type Part } from './markup.js';

/** Needs no sign that HTML escapes: it stands in the page as it stands here, which its hash is of. */
const STYLE = `
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#565656;--line:#b5b5b5;--link:#0b50c4;--box:#f3f4f6}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161719;--faint:#b4b6ba;--line:#55585e;--link:#8db8ff;--box:#232529}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:44rem;padding:0 1rem 2rem;font:1rem/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
header,footer{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:1rem 0;border-bottom:1px solid var(--line)}
footer{margin-top:2.5rem;border:0;border-top:1px solid var(--line);color:var(--faint)}
header a:first-child{font-weight:700;margin-right:auto}
h1{font-size:1.7rem;line-height:1.2;margin:1.75rem 0 .5rem}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
a{color:var(--link)}
a,button,input{border-radius:.2rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.faint{color:var(--faint)}
.about{white-space:pre-line}
dl{display:grid;grid-template-columns:minmax(5.5rem,max-content) 1fr;gap:.35rem 1rem;margin:1rem 0}
dt{color:var(--faint)}
dd{margin:0}
ul{padding-left:1.2rem}
.list{list-style:none;padding:0}
.list li{padding:.9rem 0;border-bottom:1px solid var(--line)}
.list p{margin:.15rem 0}
.list a{font-weight:600}
pre{white-space:pre-wrap;margin:.5rem 0;padding:.75rem;background:var(--box);border:1px solid var(--line);border-radius:.3rem;font-size:.85rem}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}
label{flex:1 1 12rem}
input,button{font:inherit;color:inherit;padding:.5rem .7rem;border:1px solid var(--faint);background:var(--paper)}
input{display:block;width:100%}
button{background:var(--box);cursor:pointer}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What a page is sent with: it runs nothing, loads nothing but an icon, and stands in no frame. */
const headersWith = (formAction: string) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src 'self'; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
});

/** Headers of a page without a form. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = headersWith("'none'");

/** Headers of a page that searches. */
export const SEARCH_PAGE_HEADERS: Readonly<Record<string, string>> = headersWith("'self'");

/** What a page says of itself, to people and to whoever shows a link to it. */
export interface PageHead {
  readonly title: string;
  readonly description?: string;
}

/** A whole page around what `main` shows, for eyes, screen readers and narrow screens alike. */
export function frame({ title, description }: PageHead, main: Part): Html {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${description === undefined ? undefined : markup`<meta name="description" content="${description}">`}
<style>${STYLE}</style>
</head>
<body>
<header><a href="/">Coinslot</a><a href="/docs">API</a><a href="/openapi.json">OpenAPI</a></header>
<main>
${main}
</main>
<footer>Paid per call in USDC over x402. A buyer needs a wallet and no account.</footer>
</body>
</html>
`;
}
