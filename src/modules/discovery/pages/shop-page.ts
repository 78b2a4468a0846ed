import { formatUsdc } from '../../../common/money/index.js';
import type { PublicResource } from '../../resources/index.js';
import { namedNetwork } from './asked-price.js';
import { frame } from './frame.js';
import { markup, type Html } from './markup.js';
import { excerpt } from './page-facts.js';

/** One page of what is on sale. */
export interface Shelf {
  readonly rows: readonly PublicResource[];
  readonly total: number;
  readonly totalIsExact: boolean;
  /** `similar` when nothing has the words that were asked for. */
  readonly matching: 'words' | 'similar';
  readonly nextCursor: string | null;
}

/** Everything on sale, or what a search found. */
export function shopPage(shelf: Shelf, q: string | undefined): Html {
  return frame(
    {
      title: q === undefined ? 'Coinslot: prompts and APIs, paid per call' : `“${q}” at Coinslot`,
      description: 'Prompts, APIs and files that programs buy per call, in USDC over x402.',
    },
    markup`<h1>Prompts and APIs, paid per call</h1>
<p>Agents and programs buy a call of these with a wallet, in USDC over x402. Nobody needs an account.</p>
<form action="/" role="search"><label>Search what is on sale
<input type="search" name="q" value="${q}" maxlength="100"></label><button>Search</button></form>
${listOf(shelf, q === undefined ? '/?' : `/?q=${encodeURIComponent(q)}&`)}`,
  );
}

/** What one creator has on sale. */
export function creatorPage(shelf: Shelf, username: string, displayName: string | null): Html {
  const name = displayName ?? `@${username}`;
  return frame(
    { title: `${name} at Coinslot`, description: `What @${username} sells per call, in USDC.` },
    markup`<h1><bdi>${name}</bdi></h1>
<p class="faint">@${username}</p>
${listOf(shelf, `/@${username}?`)}`,
  );
}

function listOf({ rows, total, totalIsExact, matching, nextCursor }: Shelf, here: string): Html {
  const found = `${totalIsExact ? '' : 'at least '}${total} on sale`;
  return markup`<h2>${rows.length === 0 ? 'Nothing found' : found}</h2>
${matching === 'similar' && rows.length > 0 ? markup`<p>Nothing has exactly these words. This is similar:</p>` : undefined}
<ul class="list">${rows.map(entryOf)}</ul>
${nextCursor === null ? undefined : markup`<p><a href="${here}cursor=${encodeURIComponent(nextCursor)}">More</a></p>`}`;
}

function entryOf(row: PublicResource): Html {
  const networks = row.networks.map((id) => namedNetwork(id).name).join(', ');
  return markup`<li><a href="/@${row.username}/${row.slug}"><bdi>${row.name}</bdi></a>
<p dir="auto">${excerpt(row.description)}</p>
<p class="faint">${formatUsdc(row.price)} USDC a call on ${networks}, by @${row.username}</p></li>
`;
}
