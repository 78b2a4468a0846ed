import { ACTIONS, AUDIENCES, OBJECTS, QUALITIES, SENTENCES, SYLLABLES } from './words.mjs';

const PRICES = [1, 2, 5, 5, 10, 10, 25, 50, 99, 250, 1000];
/** The first is on nearly every resource, the last on one in a hundred. */
const NETWORKS = ['eip155:8453', 'eip155:84532', 'eip155:137'];
const START = Date.UTC(2025, 0, 1);
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** A made-up product name such as `Kamiren`. */
export function productName(random) {
  const name = Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join('');
  return name[0].toUpperCase() + name.slice(1);
}

/** Owners with usernames. */
export function makeOwners(random, amount) {
  return Array.from({ length: amount }, (_, index) => ({
    id: random.uuid(),
    username: `${productName(random).toLowerCase().slice(0, 12)}_${index}`,
  }));
}

/** A published resource of one of `owners`; few owners have many. */
export function makeResource(random, owners, index) {
  const owner = owners[Math.floor(owners.length * random.fraction() ** 2)];
  const [verb, noun, category] = random.pick(ACTIONS);
  const object = random.pick(OBJECTS);
  const quality = random.pick(QUALITIES);
  const audience = random.pick(AUDIENCES);
  const brand = random.chance(0.1) ? `${productName(random)}: ` : '';
  const title = random.chance(0.5)
    ? `${quality} ${object} ${noun} for ${audience}`
    : `${verb} a ${quality} ${object}`;
  const sentences = Array.from({ length: 2 + random.below(3) }, () => random.pick(SENTENCES));
  return {
    id: random.uuid(),
    version_id: random.uuid(),
    owner_id: owner.id,
    slug: `${object.normalize('NFKD').replaceAll(/[^a-z]/g, '')}-${noun}-${index}`,
    name: brand + title[0].toUpperCase() + title.slice(1),
    description: `${verb} any ${object} for ${audience}. ${sentences.join(' ')}`,
    category,
    price_usdc: random.pick(PRICES) * 10_000,
    networks: networksOf(random),
    supports_refunds: random.chance(0.2),
    published_at: new Date(START + Math.floor(random.fraction() * YEAR_MS)).toISOString(),
    calls: random.chance(0.4) ? Math.floor(1 / (1e-5 + random.fraction() ** 2)) : 0,
  };
}

function networksOf(random) {
  const [main, test, rare] = NETWORKS;
  const networks = random.chance(0.95) ? [main] : [test];
  return random.chance(0.01) ? [...networks, rare] : networks;
}
