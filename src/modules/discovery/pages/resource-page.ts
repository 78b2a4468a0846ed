import type { AskedNetwork, AskedPrice } from './asked-price.js';
import type { PageContent } from './frame.js';
import { markup, type Html } from './markup.js';
import { excerpt, type ResourceFacts } from './page-facts.js';
import { kindOf, successOf } from './resource-words.js';
import { saleOf } from './page-sale.js';
import type { WayToPay } from './ways-to-pay.js';

/**
 * A page of a resource that this server sells. It is whole without a script; where one runs, `#buy` becomes the form
 * that pays with a wallet of the browser (console/src/shop).
 */
export function resourcePage(
  resource: ResourceFacts,
  asked: AskedPrice,
  ways: readonly WayToPay[],
): PageContent {
  const sale = resource.call && saleOf(resource.call, asked);
  return {
    ...headOf(resource),
    isInteractive: sale !== undefined,
    main: markup`<div class="resource"><div class="story">
${about(resource)}
<div id="buy" data-sale="${sale && JSON.stringify(sale)}">
${inputs(resource)}
<noscript><p class="hint">With JavaScript, you can pay here with a wallet of this browser. Programs pay as follows.</p></noscript>
</div>
</div>
<aside aria-label="Facts"><dl class="facts">
<dt>Price</dt><dd class="price">${asked.price} a call${asked.isByUse ? ', or what it used, at most that, for programs' : ''}</dd>
<dt>Networks</dt><dd>${asked.networks.map(networkOf)}</dd>
${facts(resource)}
</dl></aside>
<section class="ways" aria-labelledby="ways">
<h2 id="ways">For programs</h2>
<p class="faint">A program calls this address, is told the price, signs a payment with its wallet, and gets the answer.</p>
${ways.map(wayOf)}
</section></div>`,
  };
}

/**
 * A page of a resource that somebody else's server sells: it names the host, and links there. Nothing in it is
 * the visitor's.
 * @param endpoint an http or https URL
 */
export function referralPage(resource: ResourceFacts, endpoint: string): PageContent {
  const { host, href } = new URL(endpoint);
  return {
    ...headOf(resource),
    title: `${resource.name}, sold by ${host}`,
    main: markup`<div class="resource"><div class="story">
${about(resource)}
<section class="panel" aria-labelledby="elsewhere">
<h2 id="elsewhere">Sold by ${host}</h2>
<p>This is listed here and sold there: <strong>${host}</strong> belongs to its seller, asks for the payment itself
(x402) and answers by itself. Go on only if you trust it.</p>
<p><a href="${href}" rel="noreferrer noopener nofollow">${href}</a></p>
<p class="faint">Programs that call this address are sent on, with their request, and can pay there.</p>
</section>
</div>
<aside aria-label="Facts"><dl class="facts">${facts(resource)}</dl></aside></div>`,
  };
}

function headOf({ name, username, description }: ResourceFacts) {
  return { title: `${name}, by @${username}`, description: excerpt(description) };
}

function about({ name, username, description, type }: ResourceFacts): Html {
  return markup`<p class="kind"><span class="badge">${kindOf(type)}</span> by <a href="/@${username}">@${username}</a></p>
<h1><bdi>${name}</bdi></h1>
<p class="about" dir="auto">${description}</p>`;
}

function facts(resource: ResourceFacts): Html {
  const { model, supportsRefunds } = resource;
  return markup`<dt>Success</dt><dd>${successOf(resource)}</dd>
${model === null ? undefined : markup`<dt>Model</dt><dd>${model}</dd>`}
<dt>Refunds</dt><dd>${supportsRefunds ? 'Granted, says the creator' : 'Only when a paid call fails'}</dd>`;
}

function networkOf({ id, name, isTestnet }: AskedNetwork, at: number): Html {
  const more = isTestnet ? `${id}, a test network` : id;
  return markup`${at > 0 ? ', ' : undefined}${name}${name === id ? undefined : markup` <span class="faint">(${more})</span>`}`;
}

function inputs({ inputs: all }: ResourceFacts): Html | undefined {
  if (all.length === 0) return undefined;
  return markup`<h2>What you send</h2>
<ul class="inputs">${all.map(
    ({ name, description, required, default: fallback, maxLength }) =>
      markup`<li><code>${name}</code> <span class="faint">(${required && fallback === null ? 'required' : 'optional'}, at most ${maxLength} characters${fallback === null ? undefined : markup`, <q dir="auto">${fallback}</q> if left out`})</span> <bdi>${description}</bdi></li>`,
  )}</ul>`;
}

function wayOf({ title, text, code }: WayToPay): Html {
  return markup`<details><summary><h3>${title}</h3></summary>
<p>${text}</p>
<pre tabindex="0"><code>${code}</code></pre></details>
`;
}
