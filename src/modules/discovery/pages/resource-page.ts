import type { AskedNetwork, AskedPrice } from './asked-price.js';
import { frame } from './frame.js';
import { markup, type Html } from './markup.js';
import { excerpt, type ResourceFacts } from './page-facts.js';
import type { WayToPay } from './ways-to-pay.js';

/** A page of a resource that this server sells. */
export function resourcePage(
  resource: ResourceFacts,
  asked: AskedPrice,
  ways: readonly WayToPay[],
): Html {
  return frame(
    headOf(resource),
    markup`${about(resource)}
<dl>
<dt>Price</dt><dd>${asked.price} a call</dd>
<dt>Networks</dt><dd>${asked.networks.map(networkOf)}</dd>
${facts(resource)}
</dl>
${inputs(resource)}
<h2>How to pay</h2>
<p>A program calls this address, is told the price, signs a payment with its wallet, and gets the answer.</p>
${ways.map(wayOf)}`,
  );
}

/**
 * A page of a resource that somebody else's server sells: it names the host, and links there. Nothing in it is
 * the visitor's.
 * @param endpoint an http or https URL
 */
export function referralPage(resource: ResourceFacts, endpoint: string): Html {
  const { host, href } = new URL(endpoint);
  return frame(
    { ...headOf(resource), title: `${resource.name}, sold by ${host}` },
    markup`${about(resource)}
<dl>${facts(resource)}</dl>
<h2>Sold by ${host}</h2>
<p>This is listed here and sold there: <strong>${host}</strong> belongs to its seller, asks for the payment itself
(x402) and answers by itself. Go on only if you trust it.</p>
<p><a href="${href}" rel="noreferrer noopener nofollow">${href}</a></p>
<p>Programs that call this address are sent on, with their request, and can pay there.</p>`,
  );
}

function headOf({ name, username, description }: ResourceFacts) {
  return { title: `${name}, by @${username}`, description: excerpt(description) };
}

function about({ name, username, description }: ResourceFacts): Html {
  return markup`<h1><bdi>${name}</bdi></h1>
<p>by <a href="/@${username}">@${username}</a></p>
<p class="about" dir="auto">${description}</p>`;
}

function facts(resource: ResourceFacts): Html {
  const { model, supportsRefunds } = resource;
  return markup`<dt>Success</dt><dd>${successOf(resource)}</dd>
${model === null ? undefined : markup`<dt>Model</dt><dd>${model}</dd>`}
<dt>Refunds</dt><dd>${supportsRefunds ? 'granted, says the creator' : 'only when a paid call fails'}</dd>`;
}

/** A rate says little without how many calls it is of. */
function successOf({ recentRuns, successRate }: ResourceFacts): string {
  if (recentRuns === 0 || successRate === null)
    return 'no paid call of the last 30 days is counted yet';
  const calls = recentRuns === 1 ? 'the one paid call' : `${recentRuns} paid calls`;
  return `${percent(successRate)} of ${calls} in the last 30 days had a result`;
}

/** Never 100 % unless every call had a result. */
function percent(rate: number): string {
  return `${Math.floor(rate * 1_000) / 10} %`;
}

function networkOf({ id, name, isTestnet }: AskedNetwork, at: number): Html {
  const more = isTestnet ? `${id}, a test network` : id;
  return markup`${at > 0 ? ', ' : undefined}${name}${name === id ? undefined : markup` <span class="faint">(${more})</span>`}`;
}

function inputs({ inputs: all }: ResourceFacts): Html | undefined {
  if (all.length === 0) return undefined;
  return markup`<h2>What you send</h2>
<ul>${all.map(
    ({ name, description, required, default: fallback, maxLength }) =>
      markup`<li><code>${name}</code> <span class="faint">(${required && fallback === null ? 'required' : 'optional'}, at most ${maxLength} characters${fallback === null ? undefined : markup`, <q dir="auto">${fallback}</q> if left out`})</span> <bdi>${description}</bdi></li>`,
  )}</ul>`;
}

function wayOf({ title, text, code }: WayToPay): Html {
  return markup`<h3>${title}</h3>
<p>${text}</p>
<pre><code>${code}</code></pre>
`;
}
