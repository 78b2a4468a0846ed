import { encodePosition } from '../../dist/src/modules/resources/catalogue/order.js';
import { AUDIENCES, OBJECTS, QUALITIES } from './words.mjs';

const CATEGORIES = ['writing', 'marketing', 'design', 'coding', 'data', 'research', 'finance'];
const RARE_NETWORK = 'eip155:137';

/** What buyers ask of the catalogue: a title, and a query made from a random resource. */
export const QUESTIONS = [
  ['newest', () => ({})],
  ['newest, from the middle', (one) => ({ cursor: after(one, 'latest', one.published_at) })],
  ['most called', () => ({ sort: 'popular' })],
  ['most called, from the middle', (one) => middle(one, 'popular', one.calls)],
  ['cheapest', () => ({ sort: 'price' })],
  ['cheapest, from the middle', (one) => middle(one, 'price', one.price_usdc)],
  ['dearest', () => ({ sort: 'price_desc' })],
  [
    'most called of a category',
    (_, random) => ({ sort: 'popular', category: random.pick(CATEGORIES) }),
  ],
  ['of one creator', ({ username }) => ({ username })],
  ['on a rare network, cheapest', () => ({ network: RARE_NETWORK, sort: 'price' })],
  [
    'category, network, price, refunds',
    ({ category }) => ({
      category,
      network: 'eip155:8453',
      supportsRefunds: true,
      minPrice: '0.02',
      maxPrice: '0.25',
      sort: 'popular',
    }),
  ],
  ['a creator’s name', ({ username }) => ({ q: username.slice(0, username.indexOf('_')) })],
  ['a word in 1 %', (_, random) => ({ q: random.pick(OBJECTS) })],
  ['a word in 5 %', (_, random) => ({ q: random.pick(AUDIENCES) })],
  ['a word in half of all', (_, random) => ({ q: random.pick(['text', 'every', 'names']) })],
  [
    'the same, most called',
    (_, random) => ({ q: random.pick(['text', 'every']), sort: 'popular' }),
  ],
  ['the first three letters', (_, random) => ({ q: random.pick(OBJECTS).slice(0, 3) })],
  [
    'three words',
    (_, random) => ({
      q: `${random.pick(QUALITIES)} ${random.pick(OBJECTS)} ${random.pick(AUDIENCES)}`,
    }),
  ],
  [
    'a word, a category, at most $0.10',
    ({ category }, random) => ({ q: random.pick(OBJECTS), category, maxPrice: '0.10' }),
  ],
  ['a word with a typing error', (_, random) => ({ q: mistype(random.pick(OBJECTS), random) })],
  ['two words, both mistyped', (_, random) => ({ q: twoMistyped(random) })],
  ['nothing like it', (_, random) => ({ q: `zqxj${random.below(1000)}kvw` })],
];

function middle(one, sort, key) {
  return { sort, cursor: after(one, sort, key) };
}

function after({ id }, sort, key) {
  return encodePosition({ sort, matching: 'words', key: String(key), id });
}

function twoMistyped(random) {
  return `${mistype(random.pick(QUALITIES), random)} ${mistype(random.pick(OBJECTS), random)}`;
}

/** Leaves one letter out, or doubles it. */
function mistype(word, random) {
  const at = 1 + random.below(word.length - 1);
  const instead = random.chance(0.5) ? '' : word[at] + word[at];
  return word.slice(0, at) + instead + word.slice(at + 1);
}
