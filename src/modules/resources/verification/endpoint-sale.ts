import type { Challenge } from './endpoint-challenge.js';
import { type Declaration, readDeclaration } from './declaration.js';
import { type Finding, finding, type Method } from './finding.js';
import { type Offer, readOffers } from './endpoint-offer.js';
import type { Probe } from './probe.js';

const SLOW_MS = 3_000;

/** What one method is for sale for. */
export interface Sale {
  readonly probe: Probe;
  readonly challenges: readonly Challenge[];
  readonly declarations: readonly Declaration[];
  readonly offers: readonly Offer[];
  readonly findings: readonly Finding[];
}

/** Reads everything that an answer with challenges says. */
export function saleOf(probe: Probe, challenges: readonly Challenge[]): Sale {
  const read = challenges.map((challenge) => readOffers(challenge, probe.method));
  return {
    probe,
    challenges,
    declarations: challenges.map(readDeclaration),
    offers: distinct(read.flatMap(({ offers }) => offers)),
    findings: distinct(read.flatMap(({ findings }) => findings)),
  };
}

/** Header and body often say the same twice. */
export function distinct<T extends object>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** What is wrong with a sale as a whole. @param url the address that was asked */
export function judgeSale(
  { probe, challenges, declarations, offers }: Sale,
  url: string,
): Finding[] {
  const { method } = probe;
  const isV1Only = challenges.every(({ x402Version }) => x402Version === 1);
  const hasHeader = challenges.some(({ source }) => source === 'header');
  const found: Finding[] = [];
  const note = (condition: boolean, ...what: Parameters<typeof finding>) => {
    if (condition) found.push(finding(...what));
  };
  note(!offers.some(({ isUsable }) => isUsable), 'no_usable_offer', method);
  note(disagree(challenges, method), 'challenges_disagree', method);
  note(isV1Only, 'v1_only', method);
  note(!isV1Only && !hasHeader, 'v2_in_body_only', method);
  note(new URL(url).protocol === 'http:', 'not_https');
  note(probe.durationMs > SLOW_MS, 'slow', method, `${probe.durationMs} ms`);
  note(!isAbout(challenges, url), 'resource_url_differs', method);
  note(!declarations.some(({ input }) => input !== undefined), 'schema_missing', method);
  return found;
}

/** Whether two challenges of one answer ask for different amounts or payees on one network. */
function disagree(challenges: readonly Challenge[], method: Method): boolean {
  const perNetwork = challenges.map((challenge) => {
    const terms = new Map<string, string>();
    for (const { network, amount, asset, payTo } of readOffers(challenge, method).offers) {
      const said = `${amount} ${asset} ${payTo}`.toLowerCase();
      terms.set(network, [terms.get(network), said].join());
    }
    return terms;
  });
  const [first, ...others] = perNetwork;
  return others.some((terms) =>
    [...terms].some(([network, said]) => (first?.get(network) ?? said) !== said),
  );
}

function isAbout(challenges: readonly Challenge[], url: string): boolean {
  const place = placeOf(url);
  return challenges.every(({ resource }) => {
    const told = resource?.url;
    return told === undefined || placeOf(told) === place;
  });
}

function placeOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, '')}`;
}
