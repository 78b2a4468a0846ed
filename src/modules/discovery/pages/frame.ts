import { type PageFiles, pagePolicy } from '../../console/index.js';
import { markup, type Html, type Part } from './markup.js';

/** What a page for people is sent with. Pictures that a model made come with its answer (`blob:`). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': pagePolicy({ images: "'self' blob:", forms: "'self'" }),
  'referrer-policy': 'no-referrer',
};

/** What one page shows, and says of itself to whoever shows a link to it. */
export interface PageContent {
  readonly title: string;
  readonly description?: string;
  /** What is looked for, for the field that searches. */
  readonly q?: string | undefined;
  /** Whether a script adds something: how it is paid in this browser. */
  readonly isInteractive?: boolean;
  readonly main: Part;
}

/**
 * A whole page, for eyes, screen readers and narrow screens alike, and whole without a script.
 * @param files what it loads; without them it is plain text
 */
export function frame(content: PageContent, files: PageFiles | undefined): Html {
  const { title, description, main } = content;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${description === undefined ? undefined : markup`<meta name="description" content="${description}">`}
<link rel="icon" href="/favicon.svg">
${files && linksTo(files, content.isInteractive === true)}
</head>
<body class="shop">
${header(content.q, files !== undefined)}
<main id="main">
${main}
</main>
<footer><p>Paid per call in USDC over x402. A buyer needs a wallet and no account.</p>
<nav aria-label="About"><a href="/docs">API</a><a href="/openapi.json">OpenAPI</a><a href="/llms.txt">For agents</a></nav></footer>
</body>
</html>
`;
}

function linksTo({ script, preloads, styles }: PageFiles, isInteractive: boolean): Part {
  const sheets = styles.map((href) => markup`<link rel="stylesheet" href="${href}">`);
  if (!isInteractive) return sheets;
  const early = preloads.map((href) => markup`<link rel="modulepreload" href="${href}">`);
  return [sheets, early, markup`<script type="module" src="${script}"></script>`];
}

function header(q: string | undefined, hasConsole: boolean): Html {
  return markup`<a class="skip" href="#main">Skip to the page</a>
<header><a class="home" href="/">${MARK}Coinslot</a>
<form action="/" role="search"><input type="search" name="q" value="${q}" maxlength="100" placeholder="Search prompts, APIs, files" aria-label="Search what is on sale"><button>Search</button></form>
<nav aria-label="Shop"><a href="/docs">API</a>${hasConsole ? markup`<a href="/console">Sell</a>` : undefined}</nav></header>`;
}

const MARK = markup`<svg aria-hidden="true" viewBox="0 0 32 32" width="28" height="28"><rect width="32" height="32" rx="8" class="mark-box"/><rect x="7" y="20" width="18" height="3" rx="1.5" class="mark-slot"/><path d="M9 18a7 7 0 0 1 14 0Z" class="mark-coin"/></svg>`;
