import { formatUsdc } from '../../../common/money/index.js';
import type { PublicResource } from '../../resources/index.js';
import { namedNetwork } from './asked-price.js';
import type { PageContent } from './frame.js';
import { markup, type Html } from './markup.js';
import { excerpt } from './page-facts.js';
import { kindOf, shortSuccessOf } from './resource-words.js';

/** One page of what is on sale. */
export interface Shelf {
  readonly rows: readonly PublicResource[];
  readonly total: number;
  readonly totalIsExact: boolean;
  /** `similar` when nothing has the words that were asked for. */
  readonly matching: 'words' | 'similar';
  readonly nextCursor: string | null;
}

/** A category, with how many are on sale in it. */
export interface Category {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** What a visitor looks for. */
export interface Wanted {
  readonly q: string | undefined;
  readonly category: string | undefined;
}

/** Everything on sale, or what a search found. */
export function shopPage(
  shelf: Shelf,
  wanted: Wanted,
  categories: readonly Category[],
): PageContent {
  const { q } = wanted;
  const isFront = q === undefined && wanted.category === undefined;
  return {
    title: q === undefined ? 'Coinslot: prompts and APIs, paid per call' : `“${q}” at Coinslot`,
    description:
      'Prompts, APIs and files that people and programs buy per call, in USDC over x402.',
    q,
    main: markup`${isFront ? HERO : markup`<h1>${q === undefined ? nameOf(wanted.category, categories) : `Results for “${q}”`}</h1>`}
${chips(wanted, categories)}
${listOf(shelf, `/?${queryOf(wanted)}`)}`,
  };
}

const HERO = markup`<div class="hero"><h1>Prompts and APIs, paid per call</h1>
<p>Put in a coin, get an answer. You pay with a wallet, in USDC, and need no account. Agents buy here the same way.</p></div>`;

/** What one creator has on sale. */
export function creatorPage(
  shelf: Shelf,
  username: string,
  displayName: string | null,
): PageContent {
  const name = displayName ?? `@${username}`;
  return {
    title: `${name} at Coinslot`,
    description: `What @${username} sells per call, in USDC.`,
    main: markup`<div class="creator"><span class="initial" aria-hidden="true">${initialOf(displayName ?? username)}</span>
<div><h1><bdi>${name}</bdi></h1>
<p class="faint">@${username}</p></div></div>
${listOf(shelf, `/@${username}?`)}`,
  };
}

function chips(wanted: Wanted, categories: readonly Category[]): Html | undefined {
  const shown = categories.filter(({ id, count }) => count > 0 || id === wanted.category);
  if (shown.length === 0) return undefined;
  const { q } = wanted;
  return markup`<nav class="chips" aria-label="Categories">
${chip('All', `/?${queryOf({ q, category: undefined })}`, wanted.category === undefined)}
${shown.map(({ id, name }) => chip(name, `/?${queryOf({ q, category: id })}`, id === wanted.category))}
</nav>`;
}

function chip(name: string, href: string, isCurrent: boolean): Html {
  return markup`<a href="${href}"${isCurrent ? markup` aria-current="true"` : undefined}>${name}</a>`;
}

function nameOf(category: string | undefined, categories: readonly Category[]): string {
  return categories.find(({ id }) => id === category)?.name ?? 'On sale';
}

/** Ends with `&` where it says something, so that more can follow. */
function queryOf({ q, category }: Wanted): string {
  const said = Object.entries({ q, category }).filter(([, value]) => value !== undefined);
  return said.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}&`).join('');
}

function listOf({ rows, total, totalIsExact, matching, nextCursor }: Shelf, here: string): Html {
  const found = `${totalIsExact ? '' : 'at least '}${total} on sale`;
  return markup`<h2 class="found">${rows.length === 0 ? 'Nothing found' : found}</h2>
${rows.length === 0 ? markup`<p class="faint">Try fewer or other words, or <a href="/">see everything on sale</a>.</p>` : undefined}
${matching === 'similar' && rows.length > 0 ? markup`<p>Nothing has exactly these words. This is similar:</p>` : undefined}
<ul class="shelf">${rows.map(cardOf)}</ul>
${nextCursor === null ? undefined : markup`<p class="more"><a class="button" href="${here}cursor=${encodeURIComponent(nextCursor)}">More</a></p>`}`;
}

function cardOf(row: PublicResource): Html {
  const networks = row.networks.map((id) => namedNetwork(id).name).join(', ');
  return markup`<li><p class="kind"><span class="badge">${kindOf(row.type)}</span> @${row.username}</p>
<h3><a href="/@${row.username}/${row.slug}"><bdi>${row.name}</bdi></a></h3>
<p class="what" dir="auto">${excerpt(row.description)}</p>
<p class="foot">${row.usagePrice === null ? undefined : markup`<span>up to</span> `}<strong title="USDC on ${networks}">$${formatUsdc(row.price)}</strong> <span>a call</span> <span class="record">${shortSuccessOf(row)}</span></p></li>
`;
}

function initialOf(name: string): string {
  return (Array.from(name)[0] ?? '').toUpperCase();
}
